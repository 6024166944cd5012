package dev.accrue.team;

import dev.accrue.api.team.Role;
import dev.accrue.api.team.TeamRole;
import dev.accrue.api.team.UserView;
import dev.accrue.representation.Paging;
import dev.accrue.representation.SortKey;
import dev.accrue.representation.SortKeys;
import dev.accrue.representation.Sorted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements with which accounts are opened, changed and listed.
@Component
class UserStore {

  static final SortKeys<UserView> SORT_KEYS = sortKeys();

  /// Teams and roles as two arrays in the same order.
  private static final String FIND =
      """
      SELECT u.name, u.administrator, u.must_change_password, u.created_at, u.disabled_at,
             CASE WHEN u.locked_until_at > :now THEN u.locked_until_at END AS locked_until_at,
             ARRAY(SELECT t.name FROM team_member m JOIN team t ON t.id = m.team_id
                    WHERE m.user_id = u.id ORDER BY t.name) AS teams,
             ARRAY(SELECT m.role FROM team_member m JOIN team t ON t.id = m.team_id
                    WHERE m.user_id = u.id ORDER BY t.name) AS roles
        FROM app_user u
       WHERE u.service_team_id IS NULL
      """;

  /// Affects no row when no other account could look after the platform afterwards.
  private static final String CHANGE =
      """
      UPDATE app_user u
         SET administrator = :administrator,
             disabled_at = CASE WHEN :disabled THEN coalesce(disabled_at, :now) END
       WHERE name = :name AND service_team_id IS NULL
         AND ((:administrator AND NOT :disabled) OR EXISTS (
           SELECT FROM app_user o WHERE o.id <> u.id AND o.administrator AND o.disabled_at IS NULL))
      RETURNING id
      """;

  private final JdbcClient jdbc;

  UserStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Opens an account with a password that has to be changed.
  ///
  /// @return empty when the name is taken
  Optional<UUID> insert(String name, boolean administrator, String hash, Instant now) {
    return jdbc.sql(
            """
            INSERT INTO app_user
              (id, name, password_hash, must_change_password, administrator, created_at)
            VALUES (:id, :name, :hash, true, :administrator, :now)
            ON CONFLICT (name) DO NOTHING RETURNING id
            """)
        .param("id", UUID.randomUUID())
        .param("name", name)
        .param("hash", hash)
        .param("administrator", administrator)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(UUID.class)
        .optional();
  }

  /// The team's service of this name, which begins to exist if it did not.
  UUID ensureService(UUID teamId, String name, Instant now) {
    jdbc.sql(
            """
            INSERT INTO app_user
              (id, name, service_team_id, must_change_password, administrator, created_at)
            VALUES (gen_random_uuid(), :name, :team, false, false, :now)
            ON CONFLICT (name) DO NOTHING
            """)
        .param("name", name)
        .param("team", teamId)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
    UUID service =
        jdbc.sql("SELECT id FROM app_user WHERE name = :name AND service_team_id = :team")
            .param("name", name)
            .param("team", teamId)
            .query(UUID.class)
            .single();
    jdbc.sql(
            """
            INSERT INTO team_member (team_id, user_id, role) VALUES (:team, :user, 'MEMBER')
            ON CONFLICT DO NOTHING
            """)
        .param("team", teamId)
        .param("user", service)
        .update();
    return service;
  }

  /// Keeps others from taking the rights of administrators away until the transaction ends.
  void lockAdministrators() {
    jdbc.sql("SELECT id FROM app_user WHERE administrator ORDER BY id FOR UPDATE")
        .query(UUID.class)
        .list();
  }

  /// Keeps others from changing an account until the transaction ends.
  void lock(String name) {
    jdbc.sql("SELECT id FROM app_user WHERE name = :name FOR NO KEY UPDATE")
        .param("name", name)
        .query(UUID.class)
        .list();
  }

  /// Changes what an account may do.
  ///
  /// @return empty when there is no such person, or nobody else looks after the platform
  Optional<UUID> change(String name, boolean administrator, boolean disabled, Instant now) {
    return jdbc.sql(CHANGE)
        .param("name", name)
        .param("administrator", administrator)
        .param("disabled", disabled)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(UUID.class)
        .optional();
  }

  Optional<UserView> find(String name, Instant now) {
    return jdbc.sql(FIND + " AND u.name = :name")
        .param("name", name)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query((row, _) -> view(row))
        .optional();
  }

  List<UserView> list(Paging<UserView> paging, Instant now) {
    return paging
        .statement(jdbc, FIND + " AND {after} ORDER BY {order} LIMIT :limit")
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query((row, _) -> view(row))
        .list();
  }

  private static SortKeys<UserView> sortKeys() {
    SortKey<UserView> name = SortKey.text("name", "u.name", UserView::name);
    return new SortKeys<>(
        List.of(
            name,
            SortKey.instant("createdAt", "u.created_at", UserView::createdAt),
            SortKey.flag("administrator", "u.administrator", UserView::administrator),
            SortKey.instantOrLast("disabledAt", "u.disabled_at", UserView::disabledAt)),
        List.of(name),
        "name",
        Sorted.MOST);
  }

  private static UserView view(ResultSet row) throws SQLException {
    String[] teams = (String[]) row.getArray("teams").getArray();
    String[] roles = (String[]) row.getArray("roles").getArray();
    return new UserView(
        row.getString("name"),
        row.getBoolean("administrator"),
        row.getBoolean("must_change_password"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "disabled_at"),
        instant(row, "locked_until_at"),
        IntStream.range(0, teams.length)
            .mapToObj(i -> new TeamRole(teams[i], Role.valueOf(roles[i])))
            .toList());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
