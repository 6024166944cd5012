package dev.accrue.team;

import dev.accrue.api.team.MemberView;
import dev.accrue.api.team.Role;
import dev.accrue.api.team.TeamView;
import dev.accrue.representation.Paging;
import dev.accrue.representation.SortKey;
import dev.accrue.representation.SortKeys;
import dev.accrue.representation.Sorted;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements with which teams are made and people join and leave them.
@Component
class MemberStore {

  static final SortKeys<MemberView> SORT_KEYS = sortKeys();

  private static final String PERSON =
      "SELECT id FROM app_user WHERE name = :user AND service_team_id IS NULL";

  private final JdbcClient jdbc;

  MemberStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Makes a team.
  ///
  /// @return empty when the name is taken
  Optional<TeamView> insertTeam(String name, Instant now) {
    return jdbc.sql(
            """
            INSERT INTO team (id, name, created_at) VALUES (:id, :name, :now)
            ON CONFLICT (name) DO NOTHING RETURNING name, created_at
            """)
        .param("id", UUID.randomUUID())
        .param("name", name)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query((row, _) ->
            new TeamView(
                row.getString("name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant()))
        .optional();
  }

  Optional<UUID> findTeam(String name) {
    return jdbc.sql("SELECT id FROM team WHERE name = :name")
        .param("name", name)
        .query(UUID.class)
        .optional();
  }

  /// Makes a person a member with this role.
  ///
  /// @return false when there is no such person
  boolean put(UUID teamId, String user, Role role) {
    return jdbc.sql(
                """
                INSERT INTO team_member (team_id, user_id, role)
                SELECT :team, id, :role FROM (%s) person
                ON CONFLICT (team_id, user_id) DO UPDATE
                   SET role = excluded.role, group_role = NULL, given_role = NULL
                """
                    .formatted(PERSON))
            .param("team", teamId)
            .param("user", user)
            .param("role", role.name())
            .update()
        == 1;
  }

  /// Takes a person out of the team.
  ///
  /// @return false when the team has no such member
  boolean remove(UUID teamId, String user) {
    return jdbc.sql(
                "DELETE FROM team_member WHERE team_id = :team AND user_id = (%s)"
                    .formatted(PERSON))
            .param("team", teamId)
            .param("user", user)
            .update()
        == 1;
  }

  /// Members, without the team's services.
  List<MemberView> list(UUID teamId, Paging<MemberView> paging) {
    return paging
        .statement(
            jdbc,
            """
            SELECT u.name, m.role, u.disabled_at
              FROM team_member m JOIN app_user u ON u.id = m.user_id
             WHERE m.team_id = :team AND u.service_team_id IS NULL AND {after}
             ORDER BY {order} LIMIT :limit
            """)
        .param("team", teamId)
        .query((row, _) -> {
          OffsetDateTime disabledAt = row.getObject("disabled_at", OffsetDateTime.class);
          return new MemberView(
              row.getString("name"),
              Role.valueOf(row.getString("role")),
              disabledAt == null ? null : disabledAt.toInstant());
        })
        .list();
  }

  private static SortKeys<MemberView> sortKeys() {
    SortKey<MemberView> user = SortKey.text("user", "u.name", MemberView::user);
    return new SortKeys<>(
        List.of(user, SortKey.text("role", "m.role", member -> member.role().name())),
        List.of(user),
        "user",
        Sorted.MOST);
  }
}
