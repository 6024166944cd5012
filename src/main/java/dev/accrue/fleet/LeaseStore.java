package dev.accrue.fleet;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.LeaseAuthenticator;
import dev.accrue.team.LeaseHolder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Lease tokens and fences as rows of `attempt`.
@Component
class LeaseStore implements Leases, LeaseAuthenticator {

  private final JdbcClient jdbc;
  private final Clock clock;

  LeaseStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public HeldLease hold(LeaseHolder lease, long fencingToken) {
    return jdbc.sql(
            """
            UPDATE attempt a SET ingest_sequence = a.ingest_sequence + 1
            FROM worker w
            WHERE a.id = :attempt AND a.fencing_token = :fencingToken
              AND a.ended_at IS NULL AND a.lease_expires_at > :now AND w.id = a.worker_id
            RETURNING a.id, a.job_id, a.number, a.ingest_sequence, w.name
            """)
        .param("attempt", lease.attemptId())
        .param("fencingToken", fencingToken)
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) -> held(row))
        .optional()
        .orElseThrow(() -> stale(lease));
  }

  /// A lease that is held, and its job's immutable part.
  record Begun(HeldLease lease, JobSpec spec, long totalOptimizerSteps, long curveFromStep) {}

  /// Like `hold`, and notes when the attempt began, the first time.
  @Transactional(propagation = Propagation.MANDATORY)
  public Begun begin(LeaseHolder lease) {
    return jdbc.sql(
            """
            UPDATE attempt a SET ingest_sequence = a.ingest_sequence + 1,
              started_at = coalesce(a.started_at, :now)
            FROM worker w, job j
            WHERE a.id = :attempt AND a.fencing_token = :fencingToken AND a.ended_at IS NULL
              AND a.lease_expires_at > :now AND w.id = a.worker_id AND j.id = a.job_id
            RETURNING a.id, a.job_id, a.number, a.ingest_sequence, w.name,
              j.spec, j.total_optimizer_steps, a.curve_from_step
            """)
        .param("attempt", lease.attemptId())
        .param("fencingToken", lease.fencingToken())
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) ->
            new Begun(
                held(row),
                CanonicalSpec.read(row.getString("spec")),
                row.getLong("total_optimizer_steps"),
                row.getLong("curve_from_step")))
        .optional()
        .orElseThrow(() -> stale(lease));
  }

  private static HeldLease held(ResultSet row) throws SQLException {
    return new HeldLease(
        row.getObject("id", UUID.class),
        row.getObject("job_id", UUID.class),
        row.getInt("number"),
        row.getLong("ingest_sequence"),
        "worker " + row.getString("name"));
  }

  @Override
  public void check(LeaseHolder lease, long fencingToken) {
    boolean valid =
        jdbc.sql(
                """
                SELECT FROM attempt
                WHERE id = :attempt AND fencing_token = :fencingToken
                  AND ended_at IS NULL AND lease_expires_at > :now
                """)
            .param("attempt", lease.attemptId())
            .param("fencingToken", fencingToken)
            .param("now", Timestamp.from(clock.instant()))
            .query((row, number) -> true)
            .optional()
            .isPresent();
    if (!valid) {
      throw stale(lease);
    }
  }

  @Override
  public Optional<LeaseHolder> authenticate(byte[] tokenHash) {
    return jdbc.sql(
            """
            SELECT a.id, a.job_id, j.team_id, a.fencing_token
            FROM attempt a JOIN job j ON j.id = a.job_id
            WHERE a.lease_token_hash = :hash
            """)
        .param("hash", tokenHash)
        .query((row, number) ->
            new LeaseHolder(
                row.getObject("id", UUID.class),
                row.getObject("job_id", UUID.class),
                row.getObject("team_id", UUID.class),
                row.getLong("fencing_token")))
        .optional();
  }

  static ProblemException stale(LeaseHolder lease) {
    return new ProblemException(
        ProblemCode.STALE_LEASE,
        ("the lease of attempt %s has ended or the fencing token is not its own; nothing was"
                + " written, end the trainer")
            .formatted(lease.attemptId()));
  }
}
