package dev.accrue.team;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who is behind a session or a token, with the memberships of this moment.
@Component
class CallerStore {

  /// Written at most once a minute, so that a busy program does not turn reads into writes.
  private static final String TOUCH_API_TOKEN =
      """
      UPDATE api_token SET last_used_at = :now
       WHERE token_hash = :hash AND (last_used_at IS NULL OR last_used_at < :before)
      """;

  private static final Duration TOUCH_INTERVAL = Duration.ofMinutes(1);

  private final AppUsers users;
  private final JdbcClient jdbc;
  private final Clock clock;

  CallerStore(AppUsers users, JdbcClient jdbc, Clock clock) {
    this.users = users;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// A caller, and whether the password has to be changed first.
  record Found(Caller caller, boolean mustChangePassword) {

    static Found of(AppUser user) {
      return new Found(user.caller(), user.mustChangePassword());
    }
  }

  Optional<Found> findById(UUID userId) {
    return users.findById(userId).map(Found::of);
  }

  Optional<Found> findByApiToken(byte[] hash) {
    Instant now = clock.instant();
    Optional<Found> found = users.findByApiToken(hash, now).map(Found::of);
    if (found.isPresent()) {
      touch(hash, now);
    }
    return found;
  }

  /// Asked for at every heartbeat, so without an entity manager.
  Optional<WorkerPrincipal> findByWorkerToken(byte[] hash) {
    return jdbc.sql(
            "SELECT id, name FROM worker_token WHERE token_hash = :hash AND revoked_at IS NULL")
        .param("hash", hash)
        .query(
            (row, _) -> new WorkerPrincipal(row.getObject("id", UUID.class), row.getString("name")))
        .optional();
  }

  private void touch(byte[] hash, Instant now) {
    jdbc.sql(TOUCH_API_TOKEN)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("hash", hash)
        .param("before", now.minus(TOUCH_INTERVAL).atOffset(ZoneOffset.UTC))
        .update();
  }
}
