package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Accounts, teams and who belongs to them.
@TestServer
class AccountsTest {

  private static final String SESSION = "/api/v1/session";

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @Test
  void aNewUserSignsInWithAPasswordThatIsShownOnceAndHasToBeChanged() {
    String password = open("newcomer");

    TestHttp browser = signIn("newcomer", password);
    assertThat(browser.get("/api/v1/jobs").json().get("code").asString())
        .isEqualTo("PASSWORD_CHANGE_REQUIRED");
    assertThat(changePassword(browser, password, "a-better-password").status()).isEqualTo(204);
    assertThat(browser.get("/api/v1/jobs").status()).isEqualTo(200);
    JsonNode user = clients.administrator().get("/api/v1/users/newcomer").json();
    assertThat(user.get("mustChangePassword").booleanValue()).isFalse();
    assertThat(user.toString()).doesNotContain("bcrypt");
  }

  @Test
  void aClosedAccountLosesItsSessionsItsTokensAndItsSignInUntilItIsOpenedAgain() {
    String password = open("leaver");
    TestHttp browser = signIn("leaver", password);
    TestHttp program = clients.withTokenOf(id("leaver"));
    assertThat(program.get("/api/v1/jobs").status()).isEqualTo(200);

    change("leaver", false, true);

    assertThat(browser.get(SESSION).status()).isEqualTo(401);
    assertThat(program.get("/api/v1/jobs").status()).isEqualTo(401);
    assertThat(trySignIn("leaver", password).status()).isEqualTo(401);
    change("leaver", false, false);
    assertThat(program.get("/api/v1/jobs").status()).isEqualTo(200);
    assertThat(browser.get(SESSION).status()).isEqualTo(401);
    assertThat(trySignIn("leaver", password).status()).isEqualTo(200);
  }

  @Test
  void aForgottenPasswordIsReplacedAndEndsAllSessions() {
    String password = open("forgetful");
    TestHttp browser = signIn("forgetful", password);

    TestHttp.Answer answer = clients.administrator().post("/api/v1/users/forgetful/password");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(browser.get(SESSION).status()).isEqualTo(401);
    assertThat(trySignIn("forgetful", password).status()).isEqualTo(401);
    assertThat(trySignIn("forgetful", answer.json().get("password").asString()).status())
        .isEqualTo(200);
  }

  @Test
  void theLastAdministratorStaysOne() {
    TestHttp administrator = clients.administrator();
    String body = "{\"administrator\":%s,\"disabled\":%s}";

    for (String change : List.of(body.formatted(false, false), body.formatted(true, true))) {
      TestHttp.Answer answer = administrator.put("/api/v1/users/admin", change);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
    }
    open("deputy");
    change("deputy", true, false);
    assertThat(administrator.put("/api/v1/users/admin", body.formatted(false, false)).status())
        .isEqualTo(200);
    assertThat(administrator.get("/api/v1/users").status()).isEqualTo(403);
    jdbc.sql("UPDATE app_user SET administrator = (name = 'admin')").update();
  }

  @Test
  void usersArePagedByName() {
    List.of("page-c", "page-a", "page-b").forEach(this::open);

    JsonNode all = clients.administrator().get("/api/v1/users?limit=100").json();
    List<String> names = names(all);
    assertThat(names).isSorted().contains("admin", "page-a", "page-b", "page-c");
    List<String> paged = new java.util.ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = clients.administrator().get("/api/v1/users?limit=1" + cursor).json();
      paged.addAll(names(page));
      JsonNode next = page.get("nextCursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asString();
    } while (!cursor.isEmpty());
    assertThat(paged).isEqualTo(names);
    assertThat(clients.administrator().get("/api/v1/users?cursor=%2A").status()).isEqualTo(422);
    assertThat(clients.administrator().get("/api/v1/users?cursor=AA").status()).isEqualTo(422);
  }

  @Test
  void maintainersSayWhoBelongsToTheirTeam() {
    assertThat(clients.administrator().post("/api/v1/teams", "{\"name\":\"vision\"}").status())
        .isEqualTo(201);
    UUID team = jdbc.sql("SELECT id FROM team WHERE name = 'vision'").query(UUID.class).single();
    TestHttp maintainer = clients.newMember(team, "vera", "MAINTAINER");
    open("walter");
    TestHttp walter = clients.withTokenOf(id("walter"));
    String members = "/api/v1/teams/vision/members";
    assertThat(walter.get(members).status()).isEqualTo(404);

    assertThat(maintainer.put(members + "/walter", "{\"role\":\"VIEWER\"}").status())
        .isEqualTo(204);
    assertThat(walter.get(members).json().get("items").toString())
        .isEqualTo(
            "[{\"user\":\"vera\",\"role\":\"MAINTAINER\",\"disabledAt\":null},{\"user\":\"walter\",\"role\":\"VIEWER\",\"disabledAt\":null}]");
    assertThat(walter.put(members + "/walter", "{\"role\":\"MAINTAINER\"}").status())
        .isEqualTo(403);
    assertThat(maintainer.put(members + "/walter", "{\"role\":\"MEMBER\"}").status())
        .isEqualTo(204);
    assertThat(walter.get(SESSION).json().get("teams").toString())
        .isEqualTo("[{\"name\":\"vision\",\"role\":\"MEMBER\"}]");
    assertThat(maintainer.put(members + "/nobody", "{\"role\":\"MEMBER\"}").status())
        .isEqualTo(404);
    assertThat(maintainer.delete(members + "/walter").status()).isEqualTo(204);
    assertThat(maintainer.delete(members + "/walter").status()).isEqualTo(404);
    assertThat(walter.get(members).status()).isEqualTo(404);
  }

  @Test
  void refusesNamesThatAreTakenOrNotAllowed() {
    open("unique");
    TestHttp administrator = clients.administrator();

    assertThat(administrator.post("/api/v1/users", user("unique")).status()).isEqualTo(409);
    assertThat(administrator.post("/api/v1/users", user("Upper")).status()).isEqualTo(422);
    assertThat(administrator.post("/api/v1/users", user("a/b")).status()).isEqualTo(422);
    assertThat(administrator.post("/api/v1/teams", "{\"name\":\"default\"}").status())
        .isEqualTo(409);
    assertThat(administrator.post("/api/v1/teams", "{\"name\":\"x.y\"}").status()).isEqualTo(422);
  }

  private String open(String name) {
    TestHttp.Answer answer = clients.administrator().post("/api/v1/users", user(name));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.json().get("password").asString();
  }

  private void change(String name, boolean administrator, boolean disabled) {
    TestHttp.Answer answer =
        clients
            .administrator()
            .put(
                "/api/v1/users/" + name,
                "{\"administrator\":%s,\"disabled\":%s}".formatted(administrator, disabled));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private UUID id(String name) {
    return jdbc.sql("SELECT id FROM app_user WHERE name = ?")
        .param(name)
        .query(UUID.class)
        .single();
  }

  private TestHttp signIn(String name, String password) {
    TestHttp browser = clients.anonymous();
    assertThat(trySignIn(browser, name, password).status()).isEqualTo(200);
    return browser;
  }

  private TestHttp.Answer trySignIn(String name, String password) {
    return trySignIn(clients.anonymous(), name, password);
  }

  private static TestHttp.Answer trySignIn(TestHttp browser, String name, String password) {
    browser.get(SESSION);
    return browser
        .withCsrf()
        .post(SESSION, "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
  }

  private static TestHttp.Answer changePassword(TestHttp browser, String before, String after) {
    return browser
        .withCsrf()
        .post(
            SESSION + "/password",
            "{\"currentPassword\":\"%s\",\"newPassword\":\"%s\"}".formatted(before, after));
  }

  private static String user(String name) {
    return "{\"name\":\"%s\",\"administrator\":false}".formatted(name);
  }

  private static List<String> names(JsonNode page) {
    return page.get("items").valueStream().map(item -> item.get("name").asString()).toList();
  }
}
