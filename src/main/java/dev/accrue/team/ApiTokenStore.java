package dev.accrue.team;

import dev.accrue.api.team.Role;
import dev.accrue.api.team.TokenView;
import dev.accrue.representation.Paging;
import dev.accrue.representation.SortKey;
import dev.accrue.representation.SortKeys;
import dev.accrue.representation.Sorted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `api_token` but for those that look up who sent a request.
@Component
class ApiTokenStore {

  static final SortKeys<TokenView> KEYS_OF_OWN = keysOfOwn();
  static final SortKeys<TokenView> KEYS_OF_SERVICES = keysOfServices();

  private static final String FIND =
      """
      SELECT k.id, u.name AS user_name, k.name, t.name AS team, k.role, k.administrator,
             k.created_at, k.expires_at, k.last_used_at, k.revoked_at
        FROM api_token k JOIN app_user u ON u.id = k.user_id LEFT JOIN team t ON t.id = k.team_id
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

  List<TokenView> findOfUser(UUID userId, Paging<TokenView> paging) {
    return page(" WHERE k.user_id = :owner", userId, paging);
  }

  /// Tokens of the team's services.
  List<TokenView> findOfServices(UUID teamId, Paging<TokenView> paging) {
    return page(" WHERE k.team_id = :owner AND u.service_team_id = :owner", teamId, paging);
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

  private List<TokenView> page(String which, UUID owner, Paging<TokenView> paging) {
    return paging
        .statement(jdbc, FIND + which + " AND {after} ORDER BY {order} LIMIT :limit")
        .param("owner", owner)
        .query((row, _) -> view(row))
        .list();
  }

  private static SortKeys<TokenView> keysOfOwn() {
    SortKey<TokenView> createdAt =
        SortKey.instant("createdAt", "k.created_at", TokenView::createdAt);
    return new SortKeys<>(
        List.of(
            createdAt,
            SortKey.text("name", "k.name", TokenView::name),
            SortKey.instant("expiresAt", "k.expires_at", TokenView::expiresAt),
            SortKey.instantOrFirst("lastUsedAt", "k.last_used_at", TokenView::lastUsedAt),
            SortKey.instantOrLast("revokedAt", "k.revoked_at", TokenView::revokedAt)),
        List.of(createdAt, SortKey.id("id", "k.id", TokenView::id)),
        "-createdAt",
        Sorted.MOST);
  }

  private static SortKeys<TokenView> keysOfServices() {
    List<SortKey<TokenView>> keys = new ArrayList<>(KEYS_OF_OWN.keys());
    keys.add(SortKey.text("user", "u.name", TokenView::user));
    return new SortKeys<>(
        List.copyOf(keys), KEYS_OF_OWN.last(), KEYS_OF_OWN.usual(), KEYS_OF_OWN.most());
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
