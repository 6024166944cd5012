package dev.accrue.metric.bench;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// Points copied into a table that has no index and checks nothing, a commit for each batch.
final class BareCopy {

  private final Connection connection;

  BareCopy(Connection connection) throws SQLException {
    this.connection = connection;
    execute(
        """
        CREATE TABLE bare_point (series_id bigint, optimizer_step bigint, value double precision,
          samples_seen bigint, at_millis bigint)
        """);
  }

  /// Into an empty table.
  double pointsPerSecond(int batches, int series, int pointsEach) throws Exception {
    execute("TRUNCATE bare_point");
    List<String> texts = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      texts.add(MadePoints.copy(batch, series, pointsEach));
    }
    CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
    long start = System.nanoTime();
    for (String text : texts) {
      copy.copyIn("COPY bare_point FROM STDIN", new StringReader(text));
    }
    return (double) batches * series * pointsEach / ((System.nanoTime() - start) / 1e9);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
