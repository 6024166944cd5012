package dev.accrue.metric;

import java.sql.ResultSet;
import java.sql.SQLException;

/// A point as it is read.
record PointRow(String name, long optimizerStep, double value, long samplesSeen, long atMillis) {

  static PointRow of(ResultSet row) throws SQLException {
    return new PointRow(
        row.getString("name"),
        row.getLong("optimizer_step"),
        row.getDouble("value"),
        row.getLong("samples_seen"),
        row.getTimestamp("at").getTime());
  }
}
