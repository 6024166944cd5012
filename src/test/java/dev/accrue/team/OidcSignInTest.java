package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Signing in with a real OpenID provider.
@TestServer
@ExtendWith(OutputCaptureExtension.class)
class OidcSignInTest {

  private static final TestProvider PROVIDER = TestProvider.start();

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @LocalServerPort private int port;

  private final String suffix = UUID.randomUUID().toString().substring(0, 6);
  private final String alice = "alice-" + suffix;
  private final TestBrowser browser = new TestBrowser();

  @DynamicPropertySource
  static void provider(DynamicPropertyRegistry properties) {
    String campus = "accrue.oidc.providers.campus.";
    properties.add(campus + "name", () -> "Campus");
    properties.add(campus + "issuer", PROVIDER::issuer);
    properties.add(campus + "client-id", () -> TestProvider.CLIENT);
    properties.add(campus + "client-secret", () -> TestProvider.SECRET);
    properties.add(campus + "required-claims.campus", () -> "north");
    properties.add(campus + "administrators", () -> "operators");
    List<String> groups = List.of("vision-readers", "vision-writers", "vision-heads");
    List<String> roles = List.of("VIEWER", "MEMBER", "MAINTAINER");
    for (int i = 0; i < groups.size(); i++) {
      int n = i;
      properties.add(campus + "groups[%d].group".formatted(n), () -> groups.get(n));
      properties.add(campus + "groups[%d].team".formatted(n), () -> "vision");
      properties.add(campus + "groups[%d].role".formatted(n), () -> roles.get(n));
    }
    // Nobody listens there.
    properties.add("accrue.oidc.providers.down.issuer", () -> "http://127.0.0.1:1");
    properties.add("accrue.oidc.providers.down.client-id", () -> "accrue");
  }

  @AfterAll
  static void stopTheProvider() {
    PROVIDER.close();
  }

  @BeforeEach
  void letTheProviderSendBack() {
    PROVIDER.returnTo(address("/login/oauth2/code/campus"));
    jdbc.sql(
            """
            INSERT INTO team (id, name, created_at) VALUES (gen_random_uuid(), 'vision', now())
            ON CONFLICT DO NOTHING
            """)
        .update();
  }

  @Test
  void tellsEverybodyWhichWaysThereAre() {
    assertThat(clients.anonymous().get("/api/v1/session/ways").json().toString())
        .isEqualTo(
            """
            {"providers":[{"name":"Campus","path":"/oauth2/authorization/campus"},\
            {"name":"down","path":"/oauth2/authorization/down"}],"passwords":"EVERYONE"}\
            """);
  }

  @Test
  void theFirstSignInOpensAnAccountWithWhatItsGroupsGive(CapturedOutput output) {
    say("s1", alice, "vision-readers", "vision-writers", "chess");

    TestBrowser.Page end = signIn("/jobs?team=vision");

    assertThat(end.address()).hasToString(address("/jobs?team=vision"));
    assertThat(session().get("name").asString()).isEqualTo(alice);
    assertThat(session().get("administrator").booleanValue()).isFalse();
    assertThat(session().get("mustChangePassword").booleanValue()).isFalse();
    assertThat(session().get("teams").toString())
        .isEqualTo("[{\"name\":\"vision\",\"role\":\"MEMBER\"}]");
    assertThat(browser.setCookies("accrue_sign_in"))
        .first()
        .asString()
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Path=/login/oauth2/code/");
    assertThat(browser.setCookies("accrue_session"))
        .last()
        .asString()
        .contains("HttpOnly")
        .contains("SameSite=Strict");
    assertThat(output.getOut()).contains(alice + " signed in with campus from 127.0.0.1");
    assertThat(kinds(alice)).containsExactly("USER_CREATED", "IDENTITY_CREATED", "MEMBER_CREATED");
  }

  @Test
  void theSessionHoldsNothingOfTheProviders() {
    say("s1", alice, "vision-readers");
    signIn("/");

    assertThat(
            jdbc.sql(
                    """
                    SELECT a.attribute_name FROM spring_session_attributes a
                      JOIN spring_session s ON s.primary_id = a.session_primary_id
                      JOIN app_user u ON u.id::text = s.principal_name
                     WHERE u.name = ?
                    """)
                .param(alice)
                .query(String.class)
                .list())
        .containsExactlyInAnyOrder(
            SessionCallers.USER_ID,
            SessionCallers.SIGNED_IN_AT,
            "org.springframework.session.FindByIndexNameSessionRepository"
                + ".PRINCIPAL_NAME_INDEX_NAME");
  }

  @Test
  void signingOutEndsTheSession() {
    say("s1", alice, "vision-readers");
    signIn("/");
    assertThat(browser.open(address("/api/v1/session")).status()).isEqualTo(200);

    assertThat(browser.delete(address("/api/v1/session")).status()).isEqualTo(204);

    assertThat(browser.open(address("/api/v1/session")).status()).isEqualTo(401);
  }

  @Test
  void whatGroupsGaveGoesWithThemAndWhatWasGivenByHandStays() {
    UUID speech = clients.newTeam("speech-" + suffix);
    say("s1", alice, "vision-heads");
    signIn("/");
    UUID user = userId(alice);
    clients.join(user, speech, "MEMBER");
    assertThat(role("vision")).isEqualTo("MAINTAINER");

    say("s1", alice, "vision-readers");
    signIn("/");
    assertThat(role("vision")).isEqualTo("VIEWER");

    say("s1", alice);
    signIn("/");
    assertThat(session().get("teams").toString())
        .isEqualTo("[{\"name\":\"speech-%s\",\"role\":\"MEMBER\"}]".formatted(suffix));
    assertThat(kinds(alice)).endsWith("MEMBER_CHANGED", "MEMBER_DELETED");
  }

  @Test
  void ofGroupsAndHandTheGreaterRoleCounts() {
    say("s1", alice);
    signIn("/");
    TestHttp administrator = clients.administrator();
    String member = "/api/v1/teams/vision/members/" + alice;
    assertThat(administrator.put(member, "{\"role\":\"MEMBER\"}").status()).isEqualTo(204);

    say("s1", alice, "vision-readers");
    signIn("/");
    assertThat(role("vision")).isEqualTo("MEMBER");
    say("s1", alice, "vision-heads");
    signIn("/");
    assertThat(role("vision")).isEqualTo("MAINTAINER");
    say("s1", alice);
    signIn("/");
    assertThat(role("vision")).isEqualTo("MEMBER");

    say("s1", alice, "vision-readers");
    signIn("/");
    assertThat(administrator.put(member, "{\"role\":\"VIEWER\"}").status()).isEqualTo(204);
    say("s1", alice);
    signIn("/");
    assertThat(role("vision")).as("what was given by hand last").isEqualTo("VIEWER");
  }

  @Test
  void administratorsComeAndGoWithTheirGroup() {
    say("s1", alice, "operators");
    signIn("/");
    assertThat(session().get("administrator").booleanValue()).isTrue();

    say("s1", alice);
    signIn("/");
    assertThat(session().get("administrator").booleanValue()).isFalse();

    jdbc.sql("UPDATE app_user SET administrator = true WHERE name = ?").param(alice).update();
    say("s1", alice, "operators");
    signIn("/");
    say("s1", alice);
    signIn("/");
    assertThat(session().get("administrator").booleanValue()).as("given by hand").isTrue();
  }

  @Test
  void anAccountBelongsToItsSubjectWhateverItsNameIs() {
    say("s1", alice, "vision-readers");
    signIn("/");

    PROVIDER.say(
        "s1-" + suffix,
        Map.of("sub", "s1-" + suffix, "preferred_username", "else", "campus", "north"));
    signIn("/");

    assertThat(session().get("name").asString()).isEqualTo(alice);
  }

  @Test
  void anAccountThatIsThereIsNotHandedOver() {
    UUID local = clients.newUser(alice);
    say("s1", alice, "vision-heads", "operators");

    assertRefused(signIn("/"), "NAME_TAKEN");

    assertThat(browser.setCookies("accrue_session")).isEmpty();
    assertThat(
            jdbc.sql("SELECT count(*) FROM team_member WHERE user_id = ?")
                .param(local)
                .query(Long.class)
                .single())
        .isZero();
    assertThat(
            jdbc.sql("SELECT administrator FROM app_user WHERE id = ?")
                .param(local)
                .query(Boolean.class)
                .single())
        .isFalse();
  }

  @Test
  void twoPeopleOfOneNameDoNotShareAnAccount() {
    say("s1", alice, "vision-readers");
    signIn("/");
    say("s2", alice, "vision-readers");
    TestBrowser other = new TestBrowser();

    assertRefused(signIn(other, "s2", "/"), "NAME_TAKEN");
  }

  @Test
  void aClosedAccountStaysOut() {
    say("s1", alice, "vision-readers");
    signIn("/");
    assertThat(
            clients
                .administrator()
                .put("/api/v1/users/" + alice, "{\"administrator\":false,\"disabled\":true}")
                .status())
        .isEqualTo(200);
    say("s1", alice, "operators");

    assertRefused(signIn("/"), "DISABLED");

    assertThat(
            jdbc.sql("SELECT administrator FROM app_user WHERE name = ?")
                .param(alice)
                .query(Boolean.class)
                .single())
        .isFalse();
  }

  @Test
  void whoIsNotAdmittedGetsNoAccount() {
    PROVIDER.say(
        "s1-" + suffix,
        Map.of("sub", "s1-" + suffix, "preferred_username", alice, "campus", "south"));

    assertRefused(signIn("/"), "NOT_ADMITTED");

    assertThat(jdbc.sql("SELECT 1 FROM app_user WHERE name = ?").param(alice).query().listOfRows())
        .isEmpty();
  }

  @Test
  void somebodyWithoutANameGetsNoAccount() {
    say("s1", "123");

    assertRefused(signIn("/"), "NO_NAME");
  }

  @Test
  void aStateThatThisBrowserDidNotBeginIsRefused() {
    say("s1", alice, "vision-heads");
    browser.meddle(at -> replaced(at, "/login/oauth2/code/", "state", "another"));

    assertRefused(signIn("/"), "EXPIRED");
  }

  @Test
  void aCodeOfSomebodyElsesSignInIsRefused() {
    say("s1", alice, "vision-heads");
    TestBrowser victim = new TestBrowser();
    browser.meddle(at -> {
      if (at.getPath().startsWith("/login/oauth2/code/")) {
        throw new Stolen(at);
      }
      return at;
    });
    URI stolen = null;
    try {
      signIn("/");
    } catch (Stolen e) {
      stolen = e.address;
    }

    assertRefused(victim.open(String.valueOf(stolen)), "EXPIRED");
  }

  @Test
  void anAnswerToAnotherNonceIsRefused(CapturedOutput output) {
    say("s1", alice, "vision-heads");
    browser.meddle(at -> replaced(at, "/oauth2/authorize", "nonce", "another"));

    assertRefused(signIn("/"), "UNVERIFIED");

    assertThat(output.getOut()).contains("invalid_nonce");
  }

  @Test
  void aCodeForAnotherChallengeIsRefused() {
    say("s1", alice, "vision-heads");
    browser.meddle(at -> replaced(at, "/oauth2/authorize", "code_challenge", "A".repeat(43)));

    assertRefused(signIn("/"), "UNVERIFIED");
  }

  @Test
  void whoSaysNoAtTheProviderIsToldSo() {
    browser.meddle(at ->
        at.getPath().equals("/oauth2/authorize")
            ? URI.create(
                address("/login/oauth2/code/campus?error=access_denied&state=")
                    + parameter(at, "state"))
            : at);

    assertRefused(browser.open(address("/oauth2/authorization/campus")), "DENIED");
  }

  @Test
  void aProviderThatIsDownAndOneThatIsNotThereAreToldReadably() {
    assertRefused(browser.open(address("/oauth2/authorization/down")), "UNREACHABLE");
    assertRefused(browser.open(address("/oauth2/authorization/nobody")), "UNKNOWN_PROVIDER");
    assertRefused(browser.open(address("/login/oauth2/code/campus")), "EXPIRED");
  }

  @Test
  void aLinkLeadsToNoOtherSite() {
    say("s1", alice, "vision-readers");

    assertThat(signIn("//evil.example/").address()).hasToString(address("/"));
    assertThat(signIn("/\\evil.example").address()).hasToString(address("/"));
    assertThat(signIn("https://evil.example/").address()).hasToString(address("/"));
  }

  @Test
  void anAccountOfAProviderHasNoPassword() {
    say("s1", alice, "vision-readers");
    signIn("/");
    TestHttp stranger = clients.anonymous();
    stranger.get("/api/v1/session");

    assertThat(
            stranger
                .withCsrf()
                .post(
                    "/api/v1/session",
                    "{\"name\":\"%s\",\"password\":\"anything-at-all\"}".formatted(alice))
                .status())
        .isEqualTo(401);
  }

  private static final class Stolen extends RuntimeException {
    private final transient URI address;

    Stolen(URI address) {
      this.address = address;
    }
  }

  private void say(String person, String name, String... groups) {
    PROVIDER.say(
        person + "-" + suffix,
        Map.of(
            "sub",
            person + "-" + suffix,
            "preferred_username",
            name,
            "groups",
            List.of(groups),
            "campus",
            List.of("east", "north")));
  }

  private TestBrowser.Page signIn(String next) {
    return signIn(browser, "s1", next);
  }

  /// The whole way: to the provider, its own form, and back. Whoever is signed in there already is
  /// led through.
  private TestBrowser.Page signIn(TestBrowser from, String person, String next) {
    TestBrowser.Page page =
        from.open(
            address("/oauth2/authorization/campus?next=")
                + URLEncoder.encode(next, StandardCharsets.UTF_8));
    return page.address().getPath().equals("/login")
        ? from.submit(
            PROVIDER.issuer() + "/login",
            Map.of(
                "username",
                person + "-" + suffix,
                "password",
                TestProvider.PASSWORD,
                "_csrf",
                page.text().replaceAll("(?s).*name=\"_csrf\"[^>]*value=\"([^\"]*)\".*", "$1")))
        : page;
  }

  private JsonNode session() {
    return new JsonMapper().readTree(browser.open(address("/api/v1/session")).text());
  }

  private String role(String team) {
    return session()
        .get("teams")
        .valueStream()
        .filter(each -> each.get("name").asString().equals(team))
        .map(each -> each.get("role").asString())
        .findFirst()
        .orElse("none");
  }

  private UUID userId(String name) {
    return jdbc.sql("SELECT id FROM app_user WHERE name = ?")
        .param(name)
        .query(UUID.class)
        .single();
  }

  private List<String> kinds(String actor) {
    return jdbc.sql(
            "SELECT kind FROM audit_event WHERE actor = ? AND address = '127.0.0.1' ORDER BY id")
        .param(actor)
        .query((row, _) -> row.getString(1))
        .list();
  }

  private void assertRefused(TestBrowser.Page page, String reason) {
    assertThat(page.address())
        .as(page.toString())
        .hasToString(address("/sign-in?refused=" + reason));
    assertThat(page.text()).doesNotContain("Exception");
  }

  private String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private static URI replaced(URI at, String path, String name, String value) {
    return at.getPath().startsWith(path)
        ? URI.create(at.toString().replaceAll("([?&]" + name + "=)[^&]*", "$1" + value))
        : at;
  }

  private static String parameter(URI at, String name) {
    return at.getRawQuery().replaceAll("(?:.*&)?" + name + "=([^&]*).*", "$1");
  }
}
