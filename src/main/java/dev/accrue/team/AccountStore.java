package dev.accrue.team;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Accounts with their passwords and failed sign-ins.
@Component
class AccountStore {

  /// Counts the attempt as failed before its password is looked at, and refuses it while the
  /// account is locked, in one statement: many guesses at once cannot slip past the count. The
  /// fifth failure in a row locks for ten seconds, each further one for twice as long, up to
  /// fifteen minutes.
  private static final String CHARGE =
      """
      UPDATE app_user
         SET failed_sign_ins = failed_sign_ins + 1,
             locked_until_at = CASE WHEN failed_sign_ins + 1 >= 5 THEN
               CAST(:now AS timestamptz)
                 + least(interval '15 minutes',
                         interval '10 seconds' * power(2, least(failed_sign_ins - 4, 10))) END
       WHERE name = :name AND password_hash IS NOT NULL AND disabled_at IS NULL
         AND (locked_until_at IS NULL OR locked_until_at <= :now)
      RETURNING id, password_hash, administrator
      """;

  private static final String LOCKED_UNTIL =
      "SELECT locked_until_at FROM app_user WHERE name = :name AND locked_until_at > :now";

  private static final String FORGIVE =
      "UPDATE app_user SET failed_sign_ins = 0, locked_until_at = NULL WHERE id = :id";

  private static final String UNLOCK =
      """
      UPDATE app_user SET failed_sign_ins = 0, locked_until_at = NULL
       WHERE name = :name AND service_team_id IS NULL
      """;
  private static final String RESET_PASSWORD =
      """
      UPDATE app_user
         SET password_hash = :hash, must_change_password = true,
             failed_sign_ins = 0, locked_until_at = NULL
       WHERE name = :name AND service_team_id IS NULL
      RETURNING id
      """;
  private static final String SET_PASSWORD =
      """
      UPDATE app_user
         SET password_hash = :hash, must_change_password = false,
             failed_sign_ins = 0, locked_until_at = NULL
       WHERE id = :id
      """;

  private final JdbcClient jdbc;
  private final Clock clock;

  AccountStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record Account(UUID id, String passwordHash, boolean administrator) {}

  /// Begins an attempt to sign in; empty when there is no such account or it is locked.
  Optional<Account> charge(String name) {
    return jdbc.sql(CHARGE)
        .param("now", now())
        .param("name", name)
        .query((row, _) ->
            new Account(
                row.getObject("id", UUID.class),
                row.getString("password_hash"),
                row.getBoolean("administrator")))
        .optional();
  }

  Optional<Instant> findLockedUntil(String name) {
    return jdbc.sql(LOCKED_UNTIL)
        .param("name", name)
        .param("now", now())
        .query((row, _) -> row.getObject("locked_until_at", OffsetDateTime.class).toInstant())
        .optional();
  }

  void forgive(UUID userId) {
    jdbc.sql(FORGIVE).param("id", userId).update();
  }

  /// Forgets the failed sign-ins of an account, and with them its lock.
  ///
  /// @return false when there is no such person
  boolean unlock(String name) {
    return jdbc.sql(UNLOCK).param("name", name).update() == 1;
  }

  void setPassword(UUID userId, String hash) {
    jdbc.sql(SET_PASSWORD).param("hash", hash).param("id", userId).update();
  }

  /// Sets a password that its user has to change.
  ///
  /// @return the user; empty when there is no such person
  Optional<UUID> resetPassword(String name, String hash) {
    return jdbc.sql(RESET_PASSWORD)
        .param("hash", hash)
        .param("name", name)
        .query(UUID.class)
        .optional();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
