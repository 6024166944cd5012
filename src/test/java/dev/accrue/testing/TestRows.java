package dev.accrue.testing;

import dev.accrue.team.Token;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rows that tests start from.
public final class TestRows {

  private final JdbcClient jdbc;

  /// Writes through `jdbc`.
  public TestRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A team with a name of its own.
  public UUID team() {
    UUID id = UUID.randomUUID();
    jdbc.sql("INSERT INTO team (id, name, created_at) VALUES (?, ?, now())")
        .params(id, uniqueName(id))
        .update();
    return id;
  }

  /// A user with a name of its own who cannot sign in.
  public UUID user() {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            INSERT INTO app_user (id, name, password_hash, must_change_password, administrator, created_at)
            VALUES (?, ?, '-', false, false, now())
            """)
        .params(id, uniqueName(id))
        .update();
    return id;
  }

  /// A token of the first administrator, with all of that user's rights for a day.
  public void administratorToken(String secret) {
    jdbc.sql(
            """
            INSERT INTO api_token
              (id, user_id, name, token_hash, administrator, created_at, expires_at)
            SELECT gen_random_uuid(), id, 'load', ?, true, now(), now() + interval '1 day'
            FROM app_user WHERE administrator
            """)
        .param(Token.hash(secret))
        .update();
  }

  /// A queued job.
  public UUID job(UUID team, UUID user, String spec, int maxRetries, Instant at) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            INSERT INTO job (id, team_id, name, spec, spec_sha256, state, max_retries,
              total_optimizer_steps, created_by, created_at, queued_at)
            VALUES (?, ?, 'job', ?::jsonb, sha256('x'), 'QUEUED', ?, 100, ?, ?, ?)
            """)
        .params(id, team, spec, maxRetries, user, Timestamp.from(at), Timestamp.from(at))
        .update();
    return id;
  }

  /// Lets the job hold a row, as its submission would.
  ///
  /// @param table `dataset` or `model`
  public void hold(UUID job, String table, String name) {
    jdbc.sql(
            "INSERT INTO job_reference (job_id, %s_id) SELECT ?, id FROM %s WHERE name = ?"
                .formatted(table, table))
        .params(job, name)
        .update();
  }

  /// A worker without devices.
  public UUID worker(Instant at) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            INSERT INTO worker (id, name, incarnation, registered_at, last_heartbeat_at)
            VALUES (?, ?, gen_random_uuid(), ?, ?)
            """)
        .params(id, uniqueName(id), Timestamp.from(at), Timestamp.from(at))
        .update();
    return id;
  }

  /// A live attempt, the job's next.
  public UUID attempt(UUID job, UUID worker, Instant leaseExpiresAt) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            INSERT INTO attempt (id, job_id, number, worker_id, incarnation, fencing_token,
              lease_expires_at, curve_from_step, assigned_at)
            SELECT ?, ?, 1 + (SELECT count(*) FROM attempt WHERE job_id = ?), w.id, w.incarnation,
              nextval('fencing_token'), ?, 0, now()
            FROM worker w WHERE w.id = ?
            """)
        .params(id, job, job, Timestamp.from(leaseExpiresAt), worker)
        .update();
    return id;
  }

  private static String uniqueName(UUID id) {
    return "t" + id.toString().substring(0, 18);
  }
}
