package dev.accrue.team;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives an empty platform its first team and administrator. Several servers may start at once on
/// the same database: one of them does it.
@Component
class FirstAccount implements FirstStart, InitializingBean {

  /// Any number that nothing else locks.
  private static final long LOCK = 0xACC0_0001L;

  private static final String INSERT_TEAM =
      "INSERT INTO team (id, name, created_at) VALUES (:id, :name, :now)";

  private static final String INSERT_USER =
      """
      INSERT INTO app_user (id, name, password_hash, must_change_password, administrator, created_at)
      VALUES (:id, :name, :hash, :mustChange, true, :now)
      """;

  private static final String INSERT_MEMBER =
      "INSERT INTO team_member (team_id, user_id, role) VALUES (:team, :user, 'MAINTAINER')";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Passwords passwords;
  private final Clock clock;
  private final @Nullable String presetPassword;
  private final AtomicReference<@Nullable String> madeUp = new AtomicReference<>();

  FirstAccount(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Passwords passwords,
      Clock clock,
      @Value("${accrue.first-password:#{null}}") @Nullable String presetPassword) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.passwords = passwords;
    this.clock = clock;
    this.presetPassword = presetPassword;
  }

  @Override
  public void afterPropertiesSet() {
    if (presetPassword != null) {
      passwords.requireAcceptable("accrue.first-password", ADMINISTRATOR, presetPassword);
    }
    transaction.executeWithoutResult(_ -> createIfEmpty());
  }

  @Override
  public Optional<String> takePassword() {
    return Optional.ofNullable(madeUp.getAndSet(null));
  }

  @Override
  public UUID administratorId() {
    return jdbc.sql("SELECT id FROM app_user WHERE name = :name")
        .param("name", ADMINISTRATOR)
        .query(UUID.class)
        .single();
  }

  private void createIfEmpty() {
    jdbc.sql("SELECT pg_advisory_xact_lock(:lock)").param("lock", LOCK).query(_ -> {});
    if (!jdbc.sql("SELECT 1 FROM app_user LIMIT 1").query().listOfRows().isEmpty()) {
      return;
    }
    String password = presetPassword == null ? passwords.makeUp() : presetPassword;
    UUID team = UUID.randomUUID();
    UUID user = UUID.randomUUID();
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    jdbc.sql(INSERT_TEAM).param("id", team).param("name", TEAM).param("now", now).update();
    jdbc.sql(INSERT_USER)
        .param("id", user)
        .param("name", ADMINISTRATOR)
        .param("hash", passwords.hash(password))
        .param("mustChange", presetPassword == null)
        .param("now", now)
        .update();
    jdbc.sql(INSERT_MEMBER).param("team", team).param("user", user).update();
    if (presetPassword == null) {
      madeUp.set(password);
    }
  }
}
