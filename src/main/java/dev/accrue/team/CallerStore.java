package dev.accrue.team;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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

  private static final String BY_API_TOKEN =
      """
      SELECT u.id, u.name, u.administrator AND k.administrator AS administrator,
             k.id AS token_id, k.team_id AS token_team_id, k.role AS token_role, k.expires_at,
             t.id AS team_id, t.name AS team, m.role
        FROM api_token k JOIN app_user u ON u.id = k.user_id
        LEFT JOIN team_member m
          ON m.user_id = u.id AND (k.team_id IS NULL OR m.team_id = k.team_id)
        LEFT JOIN team t ON t.id = m.team_id
       WHERE k.token_hash = :hash AND k.revoked_at IS NULL AND k.expires_at > :now
         AND u.disabled_at IS NULL
       ORDER BY t.name
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

  /// Who acts with a token, and what the token leaves of their rights.
  Optional<Caller> findByApiToken(byte[] hash) {
    Instant now = clock.instant();
    List<TokenRow> rows =
        jdbc.sql(BY_API_TOKEN)
            .param("hash", hash)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .query((row, _) -> TokenRow.of(row))
            .list();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    touch(hash, now);
    return Optional.of(TokenRow.caller(rows));
  }

  private void touch(byte[] hash, Instant now) {
    jdbc.sql(TOUCH_API_TOKEN)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("hash", hash)
        .param("before", now.minus(TOUCH_INTERVAL).atOffset(ZoneOffset.UTC))
        .update();
  }
}
