package dev.accrue.fleet;

import dev.accrue.api.fleet.TelemetrySample;
import dev.accrue.api.fleet.TelemetryView;
import dev.accrue.api.worker.DeviceSample;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `device_telemetry`.
@Component
class TelemetryStore {

  /// A device has at most one row in so many seconds.
  static final int GRID_SECONDS = 5;

  private static final int ROWS_AT_ONCE = 100_000;

  private final JdbcClient jdbc;

  TelemetryStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Keeps the samples of devices that the worker has.
  void insert(UUID workerId, List<DeviceSample> samples, Instant now) {
    jdbc.sql(
            """
            INSERT INTO device_telemetry (device_id, at, utilization_percent, memory_bytes,
              temperature_celsius, power_watts)
            SELECT d.id, date_bin(make_interval(secs => :grid), :now, 'epoch'),
              said.utilization, said.memory, said.temperature, said.power
            FROM unnest(:ordinals, :utilizations, :memories, :temperatures, :powers)
              AS said (ordinal, utilization, memory, temperature, power)
            JOIN device d ON d.worker_id = :worker AND d.ordinal = said.ordinal AND d.present
            ON CONFLICT (device_id, at) DO UPDATE SET
              utilization_percent = excluded.utilization_percent,
              memory_bytes = excluded.memory_bytes,
              temperature_celsius = excluded.temperature_celsius,
              power_watts = excluded.power_watts
            """)
        .param("worker", workerId)
        .param("grid", GRID_SECONDS)
        .param("now", Timestamp.from(now))
        .param("ordinals", column(samples, DeviceSample::ordinal, Integer[]::new))
        .param("utilizations", column(samples, DeviceSample::utilizationPercent, Double[]::new))
        .param("memories", column(samples, DeviceSample::memoryBytes, Long[]::new))
        .param("temperatures", column(samples, DeviceSample::temperatureCelsius, Double[]::new))
        .param("powers", column(samples, DeviceSample::powerWatts, Double[]::new))
        .update();
  }

  private static <T> T[] column(
      List<DeviceSample> samples,
      Function<DeviceSample, @Nullable T> value,
      IntFunction<T[]> array) {
    return samples.stream().map(value).toArray(array);
  }

  List<TelemetryView.Series> read(UUID workerId, Instant from, Instant to, long bucketSeconds) {
    Map<Integer, List<TelemetrySample>> series = new TreeMap<>();
    jdbc.sql(
            """
            SELECT d.ordinal, b.* FROM device d
            LEFT JOIN LATERAL (
              SELECT date_bin(make_interval(secs => :bucket), at, 'epoch') AS since,
                avg(utilization_percent) AS utilization, avg(memory_bytes)::bigint AS memory,
                avg(temperature_celsius) AS temperature, avg(power_watts) AS power
              FROM device_telemetry
              WHERE device_id = d.id AND at >= :from AND at <= :to
              GROUP BY since) b ON true
            WHERE d.worker_id = :worker AND d.present
            ORDER BY d.ordinal, b.since
            """)
        .param("worker", workerId)
        .param("bucket", bucketSeconds)
        .param("from", Timestamp.from(from))
        .param("to", Timestamp.from(to))
        .query(row -> {
          List<TelemetrySample> samples =
              series.computeIfAbsent(row.getInt("ordinal"), _ -> new ArrayList<>());
          if (row.getTimestamp("since") != null) {
            samples.add(sample(row));
          }
        });
    return series.entrySet().stream()
        .map(device -> new TelemetryView.Series(device.getKey(), device.getValue()))
        .toList();
  }

  private static TelemetrySample sample(ResultSet row) throws SQLException {
    return new TelemetrySample(
        row.getTimestamp("since").toInstant(),
        row.getObject("utilization", Double.class),
        row.getObject("memory", Long.class),
        row.getObject("temperature", Double.class),
        row.getObject("power", Double.class));
  }

  /// Deletes old rows, not more than a statement should.
  void deleteBefore(Instant instant) {
    jdbc.sql(
            """
            DELETE FROM device_telemetry WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM device_telemetry WHERE at < :before
              ORDER BY at LIMIT :limit FOR UPDATE SKIP LOCKED))
            """)
        .param("before", Timestamp.from(instant))
        .param("limit", ROWS_AT_ONCE)
        .update();
  }
}
