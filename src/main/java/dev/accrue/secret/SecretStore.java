package dev.accrue.secret;

import dev.accrue.api.team.SecretView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `team_secret`. Values are sealed before they come here.
@Component
class SecretStore {

  private static final String FIND =
      """
      SELECT s.name, u.name AS changed_by, s.changed_at, s.last_used_at
        FROM team_secret s JOIN app_user u ON u.id = s.changed_by
       WHERE s.team_id = :team
      """;

  /// Those who add secrets to a team wait for each other, so that the count is right.
  private static final String LOCK_TEAM = "SELECT id FROM team WHERE id = :team FOR NO KEY UPDATE";

  private static final String PUT =
      """
      INSERT INTO team_secret (team_id, name, ciphertext, changed_by, changed_at)
      SELECT :team, :name, :ciphertext, :user, :now
       WHERE EXISTS (SELECT FROM team_secret WHERE team_id = :team AND name = :name)
          OR (SELECT count(*) FROM team_secret WHERE team_id = :team) < :limit
      ON CONFLICT (team_id, name) DO UPDATE SET ciphertext = excluded.ciphertext,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at
      """;

  private static final String READ =
      """
      SELECT team_id, name, ciphertext FROM team_secret
       WHERE team_id = :team AND name = ANY (:names)
      """;

  /// To the minute, and nobody waits for another who writes the same.
  private static final String USED =
      """
      UPDATE team_secret s SET last_used_at = :now
        FROM (SELECT name FROM team_secret
               WHERE team_id = :team AND name = ANY (:names)
                 AND (last_used_at IS NULL
                   OR last_used_at < CAST(:now AS timestamptz) - interval '1 minute')
                 FOR NO KEY UPDATE SKIP LOCKED) due
       WHERE s.team_id = :team AND s.name = due.name
      """;

  private final JdbcClient jdbc;

  SecretStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A sealed value, and where it belongs.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sealed(UUID teamId, String name, byte[] ciphertext) {

    private static Sealed of(ResultSet row) throws SQLException {
      return new Sealed(
          row.getObject("team_id", UUID.class), row.getString("name"), row.getBytes("ciphertext"));
    }
  }

  List<SecretView> find(UUID teamId) {
    return jdbc.sql(FIND + " ORDER BY s.name")
        .param("team", teamId)
        .query((row, _) -> view(row))
        .list();
  }

  Optional<SecretView> find(UUID teamId, String name) {
    return jdbc.sql(FIND + " AND s.name = :name")
        .param("team", teamId)
        .param("name", name)
        .query((row, _) -> view(row))
        .optional();
  }

  /// Which of these names the team has.
  Set<String> findNames(UUID teamId, Collection<String> names) {
    return jdbc.sql("SELECT name FROM team_secret WHERE team_id = :team AND name = ANY (:names)")
        .param("team", teamId)
        .param("names", names.toArray(String[]::new))
        .query((row, _) -> row.getString(1))
        .set();
  }

  /// Gives a secret a value, in the caller's transaction.
  ///
  /// @return false when it is new and the team has as many as it may
  boolean put(Sealed secret, UUID userId, Instant now, int limit) {
    jdbc.sql(LOCK_TEAM).param("team", secret.teamId()).query(UUID.class).single();
    return jdbc.sql(PUT)
            .param("team", secret.teamId())
            .param("name", secret.name())
            .param("ciphertext", secret.ciphertext())
            .param("user", userId)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("limit", limit)
            .update()
        == 1;
  }

  /// Deletes a secret.
  ///
  /// @return false when there was none
  boolean delete(UUID teamId, String name) {
    return jdbc.sql("DELETE FROM team_secret WHERE team_id = :team AND name = :name")
            .param("team", teamId)
            .param("name", name)
            .update()
        == 1;
  }

  /// The team's secrets of these names, as far as there are such.
  List<Sealed> read(UUID teamId, Collection<String> names) {
    return jdbc.sql(READ)
        .param("team", teamId)
        .param("names", names.toArray(String[]::new))
        .query((row, _) -> Sealed.of(row))
        .list();
  }

  /// Notes that they are used.
  void used(UUID teamId, Collection<String> names, Instant now) {
    jdbc.sql(USED)
        .param("team", teamId)
        .param("names", names.toArray(String[]::new))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  List<Sealed> findAll() {
    return jdbc.sql("SELECT team_id, name, ciphertext FROM team_secret ORDER BY team_id, name")
        .query((row, _) -> Sealed.of(row))
        .list();
  }

  /// Puts the same value under another key in its place, unless it was changed meanwhile.
  void replace(Sealed old, byte[] ciphertext) {
    jdbc.sql(
            """
            UPDATE team_secret SET ciphertext = :ciphertext
            WHERE team_id = :team AND name = :name AND ciphertext = :old
            """)
        .param("ciphertext", ciphertext)
        .param("team", old.teamId())
        .param("name", old.name())
        .param("old", old.ciphertext())
        .update();
  }

  private static SecretView view(ResultSet row) throws SQLException {
    OffsetDateTime changedAt = row.getObject("changed_at", OffsetDateTime.class);
    return new SecretView(
        row.getString("name"),
        row.getString("changed_by"),
        changedAt.toInstant(),
        instant(row.getObject("last_used_at", OffsetDateTime.class)));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }
}
