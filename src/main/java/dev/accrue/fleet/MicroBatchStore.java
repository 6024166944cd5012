package dev.accrue.fleet;

import dev.accrue.api.worker.FittedMicroBatch;
import dev.accrue.api.worker.KnownMicroBatch;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.LeaseHolder;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The statements on `micro_batch`. A team sees its own rows only, and keeps the newest.
@Component
class MicroBatchStore {

  static final int KEPT_PER_TEAM = 1000;

  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  private final JdbcClient jdbc;
  private final Leases leases;
  private final Clock clock;

  MicroBatchStore(JdbcClient jdbc, Leases leases, Clock clock) {
    this.jdbc = jdbc;
    this.leases = leases;
    this.clock = clock;
  }

  KnownMicroBatch find(LeaseHolder lease, String key) {
    if (!KEY.matcher(key).matches()) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, "a key is 64 lower-case hexadecimal digits");
    }
    leases.check(lease);
    return jdbc.sql("SELECT micro FROM micro_batch WHERE team_id = :team AND key = :key")
        .param("team", lease.teamId())
        .param("key", HexFormat.of().parseHex(key))
        .query((row, number) -> new KnownMicroBatch(row.getInt(1)))
        .optional()
        .orElse(new KnownMicroBatch(null));
  }

  /// Takes the place of what was known, larger or smaller: the newest finding is the one to trust.
  @Transactional
  public void remember(LeaseHolder lease, long fencingToken, FittedMicroBatch found) {
    leases.hold(lease, fencingToken);
    jdbc.sql(
            """
            INSERT INTO micro_batch (team_id, key, circumstances, micro, found_at)
            VALUES (:team, :key, :circumstances, :micro, :now)
            ON CONFLICT (team_id, key) DO UPDATE SET micro = excluded.micro, found_at = excluded.found_at
            """)
        .param("team", lease.teamId())
        .param("key", HexFormat.of().parseHex(found.key()))
        .param("circumstances", found.circumstances())
        .param("micro", found.micro())
        .param("now", Timestamp.from(clock.instant()))
        .update();
    jdbc.sql(
            """
            DELETE FROM micro_batch WHERE team_id = :team AND key IN (
              SELECT key FROM micro_batch WHERE team_id = :team
              ORDER BY found_at DESC, key OFFSET :kept)
            """)
        .param("team", lease.teamId())
        .param("kept", KEPT_PER_TEAM)
        .update();
  }
}
