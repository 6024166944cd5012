package dev.accrue.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `point_block`. The sorted subqueries keep each look-up one walk along the
/// primary key, whatever the planner thinks of a table that it has no statistics of.
@Component
class BlockStore {

  private final JdbcClient jdbc;

  BlockStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Neighboring blocks of a series.
  record Range(long seriesId, Level level, long firstBlock, long lastBlock) {

    long count() {
      return lastBlock - firstBlock + 1;
    }
  }

  /// Those of the blocks that are there.
  List<Block> find(Collection<Block.Key> keys) {
    List<Block> blocks = new ArrayList<>();
    find(
        keys.stream()
            .map(key -> new Range(key.seriesId(), key.level(), key.block(), key.block()))
            .toList(),
        blocks::add);
    return blocks;
  }

  /// Those of the blocks that are there, one range after the other.
  void find(List<Range> ranges, Consumer<Block> action) {
    jdbc.sql(
            """
            SELECT b.series_id, b.level, b.block, b.sequence, b.entries
            FROM unnest(:series::bigint[], :levels::smallint[], :first::bigint[], :last::bigint[])
              AS r (series_id, level, first, last)
            CROSS JOIN LATERAL (
              SELECT * FROM point_block
              WHERE series_id = r.series_id AND level = r.level AND block BETWEEN r.first AND r.last
              ORDER BY block) b
            """)
        .param("series", column(ranges, Range::seriesId))
        .param("levels", column(ranges, it -> it.level().number()))
        .param("first", column(ranges, Range::firstBlock))
        .param("last", column(ranges, Range::lastBlock))
        .query(row -> {
          Block.Key key = new Block.Key(row.getLong(1), new Level(row.getInt(2)), row.getLong(3));
          action.accept(Block.read(key, row.getLong(4), row.getBytes(5)));
        });
  }

  /// The next blocks of points of a series in which a batch after `sequence` changed something.
  List<Block> findPointsAfter(long seriesId, long sequence, long firstBlock, int limit) {
    return jdbc.sql(
            """
            SELECT block, sequence, entries FROM point_block
            WHERE series_id = :series AND level = 0 AND sequence > :sequence AND block >= :first
            ORDER BY block LIMIT :limit
            """)
        .param("series", seriesId)
        .param("sequence", sequence)
        .param("first", firstBlock)
        .param("limit", limit)
        .query((row, number) ->
            Block.read(
                new Block.Key(seriesId, Level.POINTS, row.getLong(1)),
                row.getLong(2),
                row.getBytes(3)))
        .list();
  }

  void put(List<Block> blocks) {
    jdbc.sql(
            """
            INSERT INTO point_block (series_id, level, block, sequence, entries)
            SELECT * FROM unnest(:series::bigint[], :levels::smallint[], :blocks::bigint[],
              :sequences::bigint[], :entries::bytea[])
            ON CONFLICT (series_id, level, block)
            DO UPDATE SET sequence = excluded.sequence, entries = excluded.entries
            """)
        .param("series", column(blocks, it -> it.key().seriesId()))
        .param("levels", column(blocks, it -> it.key().level().number()))
        .param("blocks", column(blocks, it -> it.key().block()))
        .param("sequences", column(blocks, Block::sequence))
        .param("entries", blocks.stream().map(Block::bytes).toArray(byte[][]::new))
        .update();
  }

  private static <T> long[] column(List<T> rows, ToLongFunction<T> column) {
    return rows.stream().mapToLong(column).toArray();
  }
}
