package dev.accrue.fleet;

import dev.accrue.team.WorkerAuthenticator;
import dev.accrue.team.WorkerPrincipal;
import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Which token a worker belongs to, as a column of `worker`. A worker whose token was revoked
/// belongs to whichever registers it next.
@Component
class WorkerOwners implements WorkerAuthenticator {

  /// Of a worker `w` that belongs to a good token other than `k`.
  static final String FOREIGN =
      """
      EXISTS (SELECT FROM worker_token o
               WHERE o.id = w.token_id AND o.id <> k.id AND o.revoked_at IS NULL)
      """;

  /// Asked for at every heartbeat, so one statement says all.
  private static final String AUTHENTICATE =
      """
      SELECT k.id, k.name,
             NOT EXISTS (SELECT FROM worker w WHERE w.id = :worker AND %s) AS own_worker
        FROM worker_token k WHERE k.token_hash = :hash AND k.revoked_at IS NULL
      """
          .formatted(FOREIGN);

  private final JdbcClient jdbc;

  WorkerOwners(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<WorkerPrincipal> authenticateWorker(byte[] tokenHash, @Nullable UUID workerId) {
    return jdbc.sql(AUTHENTICATE)
        .param("hash", tokenHash)
        .param("worker", workerId, Types.OTHER)
        .query((row, _) ->
            new WorkerPrincipal(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getBoolean("own_worker")))
        .optional();
  }

  /// Makes the worker the token's.
  ///
  /// @return false when it belongs to another one
  boolean claim(UUID workerId, UUID tokenId) {
    return jdbc.sql(
                """
                UPDATE worker w SET token_id = k.id FROM worker_token k
                 WHERE w.id = :worker AND k.id = :token AND NOT %s
                """
                    .formatted(FOREIGN))
            .param("worker", workerId)
            .param("token", tokenId)
            .update()
        == 1;
  }
}
