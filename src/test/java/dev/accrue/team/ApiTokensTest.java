package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Tokens of people and services, and that none does more than whoever made it.
@TestServer
class ApiTokensTest {

  private static final String TOKENS = "/api/v1/tokens";

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @Test
  void aTokenIsShownOnceStoredHashedUsedAndRevoked() {
    UUID team = clients.newTeam("shown-once");
    TestHttp person = clients.newMember(team, "shower", "MEMBER");

    JsonNode made = create(person, "{\"name\":\"ci\",\"validForDays\":0}", 422);
    assertThat(made.get("violations")).hasSize(1);
    create(person.with("X-Other", "1"), token("ci", "null", "null"), 422);
    TestHttp session = signedIn("shower");
    made = create(session.withCsrf(), token("ci", "null", "null"), 201);
    String secret = made.get("secret").asString();
    String id = made.get("token").get("id").asString();

    assertThat(
            jdbc.sql("SELECT token_hash FROM api_token WHERE id = ?")
                .param(UUID.fromString(id))
                .query(byte[].class)
                .single())
        .isEqualTo(Token.hash(secret));
    assertThat(bearer(secret).get("/api/v1/jobs").status()).isEqualTo(200);
    JsonNode listed = session.get(TOKENS).json().get("items").get(0);
    assertThat(listed.get("lastUsedAt").isNull()).isFalse();
    assertThat(session.get(TOKENS).text()).doesNotContain(secret);
    assertThat(session.withCsrf().delete(TOKENS + "/" + id).status()).isEqualTo(204);
    assertThat(bearer(secret).get("/api/v1/jobs").status()).isEqualTo(401);
  }

  @Test
  void aNarrowTokenOpensItsTeamInItsRoleAndMakesNoTokens() {
    UUID own = clients.newTeam("narrow-own");
    UUID other = clients.newTeam("narrow-other");
    TestHttp person = clients.newMember(own, "narrow", "MAINTAINER");
    clients.join(id("narrow"), other, "MEMBER");

    JsonNode made =
        create(signedIn("narrow").withCsrf(), token("reader", "\"narrow-own\"", "\"VIEWER\""), 201);
    TestHttp program = bearer(made.get("secret").asString());

    assertThat(program.get("/api/v1/session").json().get("teams").toString())
        .isEqualTo("[{\"name\":\"narrow-own\",\"role\":\"VIEWER\"}]");
    assertThat(program.get("/api/v1/teams/narrow-other/members").status()).isEqualTo(404);
    assertThat(person.get("/api/v1/teams/narrow-other/members").status()).isEqualTo(200);
    assertThat(
            program
                .put("/api/v1/teams/narrow-own/members/narrow", "{\"role\":\"VIEWER\"}")
                .status())
        .isEqualTo(403);
    create(program, token("more", "null", "null"), 403);
    jdbc.sql("UPDATE team_member SET role = 'VIEWER' WHERE user_id = ?")
        .param(id("narrow"))
        .update();
    jdbc.sql("DELETE FROM team_member WHERE user_id = ?").param(id("narrow")).update();
    assertThat(program.get("/api/v1/session").json().get("teams")).isEmpty();
  }

  @Test
  void nobodyMakesATokenThatDoesMoreThanThey() {
    UUID team = clients.newTeam("more-than");
    clients.newTeam("more-other");
    clients.newMember(team, "modest", "MEMBER");
    TestHttp session = signedIn("modest").withCsrf();

    create(session, token("a", "\"more-than\"", "\"MAINTAINER\""), 422);
    create(session, token("b", "\"more-other\"", "null"), 422);
    create(session, "{\"name\":\"c\",\"administrator\":true,\"validForDays\":1}", 422);
    create(session, token("d", "\"more-than\"", "\"MEMBER\""), 201);
  }

  @Test
  void anAdministratorsTokenCarriesTheirRightsOnlyWhenAskedTo() {
    TestHttp administrator = clients.administrator();

    JsonNode plain = create(administrator, "{\"name\":\"p\",\"validForDays\":1}", 422);
    assertThat(plain.get("violations").get(0).get("field").asString()).isEqualTo("validForDays");
    TestHttp session = signedIn("admin").withCsrf();
    TestHttp without = bearer(secret(session, "{\"name\":\"p\",\"validForDays\":1}"));
    TestHttp with =
        bearer(secret(session, "{\"name\":\"p\",\"administrator\":true,\"validForDays\":1}"));

    assertThat(without.get("/api/v1/users").status()).isEqualTo(403);
    assertThat(without.get("/api/v1/jobs").status()).isEqualTo(200);
    assertThat(with.get("/api/v1/users").status()).isEqualTo(200);
  }

  @Test
  void aServiceOutlivesWhoeverMadeItAndLooksAfterNothing() {
    UUID team = clients.newTeam("served");
    TestHttp maintainer = clients.newMember(team, "servant", "MAINTAINER");
    TestHttp member = clients.newMember(team, "onlooker", "MEMBER");
    String tokens = "/api/v1/teams/served/service-tokens";
    TestHttp session = signedIn("servant").withCsrf();

    assertThat(member.get(tokens).status()).isEqualTo(403);
    assertThat(member.post(tokens, service("MEMBER")).status()).isEqualTo(403);
    assertThat(session.post(tokens, service("MAINTAINER")).status()).isEqualTo(422);
    TestHttp.Answer made = session.post(tokens, service("MEMBER"));
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    TestHttp nightly = bearer(made.json().get("secret").asString());
    jdbc.sql("UPDATE app_user SET disabled_at = now() WHERE name = 'servant'").update();

    assertThat(maintainer.get(tokens).status()).isEqualTo(401);
    assertThat(nightly.get("/api/v1/session").json().toString())
        .isEqualTo(
            "{\"name\":\"served/nightly\",\"administrator\":false,\"mustChangePassword\":false,\"teams\":[{\"name\":\"served\",\"role\":\"MEMBER\"}],\"serverVersion\":\"development\"}");
    assertThat(nightly.get(tokens).status()).isEqualTo(403);
    assertThat(nightly.get("/api/v1/teams/served/members").text()).doesNotContain("nightly");
    assertThat(clients.administrator().get("/api/v1/users?limit=100").text())
        .doesNotContain("nightly");
    JsonNode listed = clients.administrator().get(tokens).json().get("items").get(0);
    String id = listed.get("id").asString();
    assertThat(
            clients.administrator().delete("/api/v1/teams/default/service-tokens/" + id).status())
        .isEqualTo(404);
    assertThat(clients.administrator().delete(tokens + "/" + id).status()).isEqualTo(204);
    assertThat(nightly.get("/api/v1/session").status()).isEqualTo(401);
  }

  @Test
  void nobodyRevokesSomebodyElsesToken() {
    UUID team = clients.newTeam("revoking");
    clients.newMember(team, "owner", "MAINTAINER");
    TestHttp other = clients.newMember(team, "envious", "MAINTAINER");
    JsonNode made = create(signedIn("owner").withCsrf(), token("mine", "null", "null"), 201);

    String path = TOKENS + "/" + made.get("token").get("id").asString();
    assertThat(other.delete(path).status()).isEqualTo(404);
    assertThat(clients.administrator().delete(path).status()).isEqualTo(404);
    assertThat(bearer(made.get("secret").asString()).get(TOKENS).status()).isEqualTo(200);
  }

  private UUID id(String name) {
    return jdbc.sql("SELECT id FROM app_user WHERE name = ?")
        .param(name)
        .query(UUID.class)
        .single();
  }

  private TestHttp signedIn(String name) {
    if (!name.equals("admin")) {
      jdbc.sql(
              """
              UPDATE app_user SET password_hash =
                (SELECT password_hash FROM app_user WHERE name = 'admin') WHERE name = ?
              """)
          .param(name)
          .update();
    }
    TestHttp browser = clients.anonymous();
    browser.get("/api/v1/session");
    TestHttp.Answer answer =
        browser
            .withCsrf()
            .post(
                "/api/v1/session",
                "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, TestServer.PASSWORD));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return browser;
  }

  private TestHttp bearer(String secret) {
    return clients.anonymous().with("Authorization", "Bearer " + secret);
  }

  private static JsonNode create(TestHttp http, String body, int status) {
    TestHttp.Answer answer = http.post(TOKENS, body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    return answer.json();
  }

  private static String secret(TestHttp http, String body) {
    return create(http, body, 201).get("secret").asString();
  }

  private static String token(String name, String team, String role) {
    return "{\"name\":\"%s\",\"team\":%s,\"role\":%s,\"validForDays\":30}"
        .formatted(name, team, role);
  }

  private static String service(String role) {
    return "{\"service\":\"nightly\",\"name\":\"cron\",\"role\":\"%s\",\"validForDays\":30}"
        .formatted(role);
  }
}
