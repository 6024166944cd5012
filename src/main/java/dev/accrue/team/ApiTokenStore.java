package dev.accrue.team;

import dev.accrue.api.team.Role;
import dev.accrue.api.team.TokenView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `api_token` but for those that look up who sent a request.
@Component
class ApiTokenStore {

  private static final String FIND =
      """
      SELECT k.id, u.name AS user_name, k.name, t.name AS team, k.role, k.administrator,
             k.created_at, k.expires_at, k.last_used_at, k.revoked_at
        FROM api_token k JOIN app_user u ON u.id = k.user_id LEFT JOIN team t ON t.id = k.team_id
      """;
  private static final String PAGE =
      """
       AND (CAST(:at AS timestamptz) IS NULL OR (k.created_at, k.id) < (:at, :before))
       ORDER BY k.created_at DESC, k.id DESC LIMIT :limit
      """;
  private static final String INSERT =
      """
      INSERT INTO api_token
        (id, user_id, name, token_hash, team_id, role, administrator, created_at, expires_at)
      VALUES (:id, :user, :name, :hash, :team, :role, :administrator, :created, :expires)
      """;

  private final JdbcClient jdbc;

  ApiTokenStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  UUID insert(NewToken token) {
    UUID id = UUID.randomUUID();
    Role role = token.role();
    jdbc.sql(INSERT)
        .param("id", id)
        .param("user", token.userId())
        .param("name", token.name())
        .param("hash", token.token().hash())
        .param("team", token.teamId(), Types.OTHER)
        .param("role", role == null ? null : role.name(), Types.VARCHAR)
        .param("administrator", token.administrator())
        .param("created", token.createdAt().atOffset(ZoneOffset.UTC))
        .param("expires", token.expiresAt().atOffset(ZoneOffset.UTC))
        .update();
    return id;
  }

  /// Tokens that are still good, of a user.
  long countLive(UUID userId, Instant now) {
    return jdbc.sql(
            """
            SELECT count(*) FROM api_token
             WHERE user_id = :user AND revoked_at IS NULL AND expires_at > :now
            """)
        .param("user", userId)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(Long.class)
        .single();
  }

  Optional<TokenView> find(UUID id) {
    return jdbc.sql(FIND + " WHERE k.id = :id")
        .param("id", id)
        .query((row, _) -> view(row))
        .optional();
  }

  List<TokenView> findOfUser(UUID userId, @Nullable TokenCursor before, int limit) {
    return page(jdbc.sql(FIND + " WHERE k.user_id = :owner" + PAGE), userId, before, limit);
  }

  /// Tokens of the team's services.
  List<TokenView> findOfServices(UUID teamId, @Nullable TokenCursor before, int limit) {
    return page(
        jdbc.sql(FIND + " WHERE k.team_id = :owner AND u.service_team_id = :owner" + PAGE),
        teamId,
        before,
        limit);
  }

  /// Revokes a token of a user.
  ///
  /// @return false when the user has no such token; true too when it was revoked before
  boolean revokeOfUser(UUID id, UUID userId, Instant now) {
    return jdbc.sql(
                """
                UPDATE api_token SET revoked_at = coalesce(revoked_at, :now)
                 WHERE id = :id AND user_id = :user
                """)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("id", id)
            .param("user", userId)
            .update()
        == 1;
  }

  /// The same for a token of one of the team's services.
  boolean revokeOfService(UUID id, UUID teamId, Instant now) {
    return jdbc.sql(
                """
                UPDATE api_token k SET revoked_at = coalesce(revoked_at, :now) FROM app_user u
                 WHERE k.id = :id AND u.id = k.user_id AND u.service_team_id = :team
                """)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("id", id)
            .param("team", teamId)
            .update()
        == 1;
  }

  private static List<TokenView> page(
      JdbcClient.StatementSpec statement, UUID owner, @Nullable TokenCursor before, int limit) {
    return statement
        .param("owner", owner)
        .param(
            "at",
            before == null ? null : before.createdAt().atOffset(ZoneOffset.UTC),
            Types.TIMESTAMP_WITH_TIMEZONE)
        .param("before", before == null ? null : before.id(), Types.OTHER)
        .param("limit", limit)
        .query((row, _) -> view(row))
        .list();
  }

  private static TokenView view(ResultSet row) throws SQLException {
    String role = row.getString("role");
    return new TokenView(
        row.getObject("id", UUID.class),
        row.getString("user_name"),
        row.getString("name"),
        row.getString("team"),
        role == null ? null : Role.valueOf(role),
        row.getBoolean("administrator"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        instant(row, "last_used_at"),
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
