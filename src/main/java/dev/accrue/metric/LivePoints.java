package dev.accrue.metric;

import static java.util.Objects.requireNonNull;

import dev.accrue.api.job.SeriesView;
import dev.accrue.metric.LiveCursor.CatchUp;
import dev.accrue.metric.LiveStore.News;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Finds the points that are new to a live reader: in the batches that are in no block yet, which
/// is where a reader finds them who keeps up, or in the blocks.
@Component
class LivePoints {

  /// As many as one batch may hold: one message of points is not much longer.
  private static final int POINTS_OF_A_MESSAGE = PointRules.MAX_POINTS_OF_A_BATCH;

  private static final int BLOCKS_OF_A_MESSAGE = POINTS_OF_A_MESSAGE / Block.ENTRIES;

  private final LiveStore store;
  private final BlockStore blocks;

  LivePoints(LiveStore store, BlockStore blocks) {
    this.store = store;
    this.blocks = blocks;
  }

  /// @param points may be empty
  /// @param cursor of a reader who has these points
  record Page(List<SeriesView> points, LiveCursor cursor) {}

  /// The next points in the order of their batches, whole batches only; of those that are in blocks
  /// already, in the order of the blocks. There may be more.
  Optional<Page> findAfter(UUID jobId, LiveCursor cursor) {
    for (News news : store.findNews(jobId, cursor)) {
      if (cursor.sequenceOf(news.number()) < news.foldedSequence()) {
        return Optional.of(catchUp(news, cursor));
      }
      if (!news.batches().isEmpty()) {
        return Optional.of(batches(news, cursor));
      }
    }
    return Optional.empty();
  }

  private Page batches(News news, LiveCursor cursor) {
    Map<Long, String> names = store.findSeries(news.attemptId());
    SeriesColumns columns = new SeriesColumns();
    long last = 0;
    for (PackedBatch batch : news.batches()) {
      batch.forEach((seriesId, point) -> {
        if (news.counts(point)) {
          columns.add(requireNonNull(names.get(seriesId)), point);
        }
      });
      last = batch.sequence();
      if (columns.points() >= POINTS_OF_A_MESSAGE) {
        break;
      }
    }
    return new Page(columns.views(), cursor.withPoints(news.number(), last));
  }

  private Page catchUp(News news, LiveCursor cursor) {
    long after = cursor.sequenceOf(news.number());
    CatchUp at = cursor.catchUp();
    if (at == null || cursor.attemptNumber() != news.number()) {
      at = new CatchUp(news.foldedSequence(), 0, 0);
    }
    for (Map.Entry<Long, String> series : store.findSeries(news.attemptId()).entrySet()) {
      long seriesId = series.getKey();
      if (seriesId < at.seriesId()) {
        continue;
      }
      long from = seriesId == at.seriesId() ? at.block() : 0;
      List<Block> found = blocks.findPointsAfter(seriesId, after, from, BLOCKS_OF_A_MESSAGE);
      if (!found.isEmpty()) {
        SeriesColumns columns = new SeriesColumns();
        long upTo = at.upTo();
        found.stream()
            .flatMap(Block::points)
            .filter(it -> it.sequence() > after && it.sequence() <= upTo && news.counts(it))
            .forEach(it -> columns.add(series.getValue(), it));
        long next = found.getLast().key().block() + 1;
        return new Page(
            columns.views(),
            cursor.withCatchUp(news.number(), new CatchUp(at.upTo(), seriesId, next)));
      }
    }
    return new Page(List.of(), cursor.withPoints(news.number(), at.upTo()));
  }
}
