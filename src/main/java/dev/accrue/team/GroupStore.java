package dev.accrue.team;

import dev.accrue.api.team.Role;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements that give people what their groups give them, and take back what groups gave and
/// give no longer. What was given by hand stays: of both the greater role counts.
@Component
class GroupStore {

  private static final Logger LOG = LoggerFactory.getLogger(GroupStore.class);

  private static final String WITHDRAW =
      """
      DELETE FROM team_member m USING team t
       WHERE m.user_id = :user AND t.id = m.team_id AND t.name <> ALL (:teams)
         AND m.group_role IS NOT NULL AND m.given_role IS NULL
      """;

  private static final String FALL_BACK =
      """
      UPDATE team_member m SET role = given_role, group_role = NULL, given_role = NULL
        FROM team t
       WHERE m.user_id = :user AND t.id = m.team_id AND t.name <> ALL (:teams)
         AND m.group_role IS NOT NULL
      """;

  /// The names of greater roles come first in the alphabet.
  private static final String GIVE =
      """
      INSERT INTO team_member AS m (team_id, user_id, role, group_role)
      SELECT t.id, :user, g.role, g.role
        FROM unnest(CAST(:teams AS text[]), CAST(:roles AS text[])) AS g (team, role)
        JOIN team t ON t.name = g.team
      ON CONFLICT (team_id, user_id) DO UPDATE
         SET group_role = excluded.group_role,
             given_role = CASE WHEN m.group_role IS NULL THEN m.role ELSE m.given_role END,
             role = least(excluded.group_role,
                          CASE WHEN m.group_role IS NULL THEN m.role ELSE m.given_role END)
       WHERE m.group_role IS DISTINCT FROM excluded.group_role
      """;

  private static final String UNKNOWN_TEAMS =
      "SELECT unnest(CAST(:teams AS text[])) EXCEPT SELECT name FROM team";

  private static final String MAKE_ADMINISTRATOR =
      """
      WITH made AS (
        UPDATE app_user SET administrator = true WHERE id = :user AND NOT administrator RETURNING id
      )
      UPDATE oidc_identity SET administrator = true FROM made WHERE user_id = made.id
      """;

  private static final String UNMAKE_ADMINISTRATOR =
      """
      WITH ended AS (
        UPDATE oidc_identity SET administrator = false
         WHERE user_id = :user AND administrator RETURNING user_id
      )
      UPDATE app_user SET administrator = false FROM ended WHERE id = ended.user_id
      """;

  private final JdbcClient jdbc;

  GroupStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Brings the rights of a user who came from a provider up to date.
  void apply(UUID userId, GroupGrants grants) {
    String[] teams = grants.roles().keySet().toArray(String[]::new);
    String[] roles = grants.roles().values().stream().map(Role::name).toArray(String[]::new);
    jdbc.sql(WITHDRAW).param("user", userId).param("teams", teams).update();
    jdbc.sql(FALL_BACK).param("user", userId).param("teams", teams).update();
    jdbc.sql(GIVE).param("user", userId).param("teams", teams).param("roles", roles).update();
    jdbc.sql(grants.administrator() ? MAKE_ADMINISTRATOR : UNMAKE_ADMINISTRATOR)
        .param("user", userId)
        .update();
    jdbc.sql(UNKNOWN_TEAMS)
        .param("teams", teams)
        .query(String.class)
        .list()
        .forEach(team ->
            LOG.warn("groups give a role in the team {}, which does not exist; create it", team));
  }
}
