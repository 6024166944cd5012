package dev.accrue.checkpoint;

import dev.accrue.api.job.CheckpointPin;
import dev.accrue.api.job.CheckpointView;
import dev.accrue.api.job.KeptAs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Checkpoints as people see them.
@Component
class CheckpointViews {

  private static final TypeReference<Map<String, Double>> METRICS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  CheckpointViews(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /// Newest first. Of a damaged one the first few tensors are told.
  List<CheckpointView> list(UUID jobId) {
    return jdbc.sql(
            """
            SELECT c.id, a.number, c.optimizer_step, c.size_bytes, c.created_at, c.metrics,
              s.kept_last, s.kept_best, s.kept_every, s.pinned, s.named, s.damaged_at,
              u.name AS pinned_by, p.pinned_at, p.note,
              CASE WHEN s.damaged_at IS NOT NULL THEN (
                SELECT string_agg(told.line, E'\\n') FROM (
                  SELECT 'tensor ' || t.name || ', blob ' || encode(t.sha256, 'hex') || ': ' || b.damage AS line
                  FROM checkpoint_tensor t JOIN blob b ON b.sha256 = t.sha256
                  WHERE t.checkpoint_id = c.id AND b.damaged_at IS NOT NULL
                  ORDER BY t.name LIMIT 3) told) END AS damage
            FROM (%s) s JOIN checkpoint c ON c.id = s.id JOIN attempt a ON a.id = c.attempt_id
              LEFT JOIN checkpoint_pin p ON p.checkpoint_id = c.id
              LEFT JOIN app_user u ON u.id = p.pinned_by
            ORDER BY c.optimizer_step DESC, c.created_at DESC
            """
                .formatted(Standing.OF_SAVED))
        .param("job", jobId)
        .query((row, number) -> view(row))
        .list();
  }

  private CheckpointView view(ResultSet row) throws SQLException {
    return new CheckpointView(
        row.getObject("id", UUID.class),
        row.getInt("number"),
        row.getLong("optimizer_step"),
        row.getLong("size_bytes"),
        row.getTimestamp("created_at").toInstant(),
        json.readValue(row.getString("metrics"), METRICS),
        keptAs(row),
        pin(row),
        row.getString("damage"));
  }

  private static List<KeptAs> keptAs(ResultSet row) throws SQLException {
    List<KeptAs> reasons = new ArrayList<>();
    add(reasons, KeptAs.PINNED, row.getBoolean("pinned"));
    add(reasons, KeptAs.NAMED, row.getBoolean("named"));
    add(reasons, KeptAs.LAST, row.getBoolean("kept_last"));
    add(reasons, KeptAs.BEST, row.getBoolean("kept_best"));
    add(reasons, KeptAs.EVERY, row.getBoolean("kept_every"));
    add(reasons, KeptAs.DAMAGED, row.getTimestamp("damaged_at") != null);
    return reasons;
  }

  private static void add(List<KeptAs> reasons, KeptAs reason, boolean holds) {
    if (holds) {
      reasons.add(reason);
    }
  }

  private static @Nullable CheckpointPin pin(ResultSet row) throws SQLException {
    String by = row.getString("pinned_by");
    return by == null
        ? null
        : new CheckpointPin(by, row.getTimestamp("pinned_at").toInstant(), row.getString("note"));
  }
}
