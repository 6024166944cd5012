package dev.accrue.testing;

import dev.accrue.team.FirstStart;
import dev.accrue.team.TokenIssuer;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Makes clients of the server under test: strangers, browsers and programs of a user.
@TestConfiguration(proxyBeanMethods = false)
public class HttpClients {

  private final Environment environment;
  private final TokenIssuer tokens;
  private final FirstStart firstStart;
  private final JdbcClient jdbc;

  HttpClients(Environment environment, TokenIssuer tokens, FirstStart firstStart, JdbcClient jdbc) {
    this.environment = environment;
    this.tokens = tokens;
    this.firstStart = firstStart;
    this.jdbc = jdbc;
  }

  /// Somebody without cookie or token.
  public TestHttp anonymous() {
    return new TestHttp(address());
  }

  /// A program with a token of the administrator.
  public TestHttp administrator() {
    return withTokenOf(firstStart.administratorId());
  }

  /// A program with a token of this user.
  public TestHttp withTokenOf(UUID userId) {
    String secret = tokens.issueApiToken(userId, "test", Duration.ofHours(1)).secret();
    return anonymous().with("Authorization", "Bearer " + secret);
  }

  /// A new team.
  public UUID newTeam(String name) {
    UUID id = UUID.randomUUID();
    jdbc.sql("INSERT INTO team (id, name, created_at) VALUES (?, ?, now())")
        .params(id, name)
        .update();
    return id;
  }

  /// A new user without a usable password.
  public UUID newUser(String name) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            INSERT INTO app_user
              (id, name, password_hash, must_change_password, administrator, created_at)
            VALUES (?, ?, '{noop}none', false, false, now())
            """)
        .params(id, name)
        .update();
    return id;
  }

  /// A new administrator without a usable password.
  public UUID newAdministrator(String name) {
    UUID id = newUser(name);
    jdbc.sql("UPDATE app_user SET administrator = true WHERE id = ?").param(id).update();
    return id;
  }

  /// Makes a user a member.
  public void join(UUID userId, UUID teamId, String role) {
    jdbc.sql("INSERT INTO team_member (team_id, user_id, role) VALUES (?, ?, ?)")
        .params(teamId, userId, role)
        .update();
  }

  /// The team of this name.
  public UUID team(String name) {
    return jdbc.sql("SELECT id FROM team WHERE name = ?").param(name).query(UUID.class).single();
  }

  /// A program with a token of a new user who is a member of this team.
  public TestHttp newMember(UUID teamId, String name, String role) {
    UUID user = newUser(name);
    join(user, teamId, role);
    return withTokenOf(user);
  }

  private String address() {
    return "http://127.0.0.1:" + environment.getRequiredProperty("local.server.port");
  }
}
