package dev.accrue.team;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who is behind a session or a token, with the memberships of this moment.
@Component
class CallerStore {

  private static final String CALLER =
      """
      SELECT u.id, u.name, u.administrator, u.must_change_password,
             t.id AS team_id, t.name AS team, m.role
        FROM app_user u
        LEFT JOIN team_member m ON m.user_id = u.id
        LEFT JOIN team t ON t.id = m.team_id
      """;

  private static final String BY_ID = CALLER + "WHERE u.id = :id ORDER BY t.name";

  private static final String BY_API_TOKEN =
      CALLER
          + """
          WHERE u.id = (SELECT a.user_id
                          FROM api_token a
                         WHERE a.token_hash = :hash AND a.revoked_at IS NULL
                           AND a.expires_at > :now)
          ORDER BY t.name
          """;

  /// Written at most once a minute, so that a busy program does not turn reads into writes.
  private static final String TOUCH_API_TOKEN =
      """
      UPDATE api_token SET last_used_at = :now
       WHERE token_hash = :hash AND (last_used_at IS NULL OR last_used_at < :before)
      """;

  private static final String WORKER_TOKEN =
      "SELECT id, name FROM worker_token WHERE token_hash = :hash AND revoked_at IS NULL";

  private static final Duration TOUCH_INTERVAL = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final Clock clock;

  CallerStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// A caller, and whether the password has to be changed first.
  record Found(Caller caller, boolean mustChangePassword) {}

  Optional<Found> findById(UUID userId) {
    return jdbc.sql(BY_ID).param("id", userId).query(CallerStore::found);
  }

  Optional<Found> findByApiToken(byte[] hash) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    Optional<Found> found =
        jdbc.sql(BY_API_TOKEN).param("hash", hash).param("now", now).query(CallerStore::found);
    if (found.isPresent()) {
      jdbc.sql(TOUCH_API_TOKEN)
          .param("now", now)
          .param("hash", hash)
          .param("before", now.minus(TOUCH_INTERVAL))
          .update();
    }
    return found;
  }

  Optional<WorkerPrincipal> findByWorkerToken(byte[] hash) {
    return jdbc.sql(WORKER_TOKEN)
        .param("hash", hash)
        .query((row, _) -> new WorkerPrincipal(row.getObject("id", UUID.class), name(row)))
        .optional();
  }

  private static Optional<Found> found(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      return Optional.empty();
    }
    UUID userId = rows.getObject("id", UUID.class);
    String name = name(rows);
    boolean administrator = rows.getBoolean("administrator");
    boolean mustChangePassword = rows.getBoolean("must_change_password");
    List<Membership> memberships = new ArrayList<>();
    do {
      @Nullable UUID teamId = rows.getObject("team_id", UUID.class);
      if (teamId != null) {
        memberships.add(
            new Membership(teamId, rows.getString("team"), Role.valueOf(rows.getString("role"))));
      }
    } while (rows.next());
    return Optional.of(
        new Found(new Caller(userId, name, administrator, memberships), mustChangePassword));
  }

  private static String name(ResultSet row) throws SQLException {
    return row.getString("name");
  }
}
