package dev.accrue.kubernetes;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `kubernetes_claim`: where room is made for waiting jobs. `job` has such a
/// column for workers that are rows.
@Component
@OnKubernetes
class ClaimStore {

  private final JdbcClient jdbc;

  ClaimStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Map<UUID, UUID> findAll() {
    Map<UUID, UUID> claims = new HashMap<>();
    jdbc.sql("SELECT job_id, node_id FROM kubernetes_claim")
        .query(row -> {
          claims.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
        });
    return claims;
  }

  void claim(UUID jobId, UUID nodeId) {
    jdbc.sql(
            """
            INSERT INTO kubernetes_claim (job_id, node_id) VALUES (:job, :node)
            ON CONFLICT (job_id) DO UPDATE SET node_id = excluded.node_id
            """)
        .param("job", jobId)
        .param("node", nodeId)
        .update();
  }

  /// Forgets those of jobs that have a place, or no longer wait.
  void forgetMet() {
    jdbc.sql(
            """
            DELETE FROM kubernetes_claim c WHERE NOT EXISTS (
              SELECT FROM job j WHERE j.id = c.job_id AND j.state = 'QUEUED' AND NOT EXISTS (
                SELECT FROM kubernetes_placement p WHERE p.job_id = j.id AND p.ended_at IS NULL))
            """)
        .update();
  }
}
