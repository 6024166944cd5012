package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

@TestServer
@ExtendWith(OutputCaptureExtension.class)
class SessionTest {

  private static final String SESSION = "/api/v1/session";

  @TestConfiguration(proxyBeanMethods = false)
  static class Time {

    @Bean
    @Primary
    SettableClock settableClock() {
      return new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    }
  }

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private SettableClock time;
  @Autowired private Passwords passwords;

  @Test
  void everySignInIsInTheServersLog(CapturedOutput output) {
    TestHttp browser = clients.anonymous();
    browser.get(SESSION);
    browser.withCsrf().post(SESSION, credentials("admin"));
    browser.withCsrf().post(SESSION, "{\"name\":\"eve\\nadmin\",\"password\":\"hunter2-hunter2\"}");

    assertThat(output.getOut())
        .contains("admin signed in from 127.0.0.1")
        .contains("a sign-in as eve�admin from 127.0.0.1 was refused: UNAUTHENTICATED")
        .doesNotContain("hunter2-hunter2");
  }

  @Test
  void signsInShowsWhoItIsAndSignsOut() {
    TestHttp browser = clients.anonymous();

    TestHttp.Answer stranger = browser.get(SESSION);
    assertProblem(stranger, 401, "UNAUTHENTICATED");

    TestHttp.Answer signedIn = browser.withCsrf().post(SESSION, credentials("admin"));
    assertThat(signedIn.status()).as(signedIn.toString()).isEqualTo(200);
    assertThat(signedIn.json().toString())
        .isEqualTo(
            """
            {"name":"admin","administrator":true,"mustChangePassword":false,\
            "teams":[{"name":"default","role":"MAINTAINER"}],\
            "serverVersion":"development"}\
            """);
    assertThat(browser.get(SESSION).json()).isEqualTo(signedIn.json());
    assertThat(signedIn.response().headers().allValues("Set-Cookie"))
        .anySatisfy(cookie ->
            assertThat(cookie)
                .startsWith("accrue_session=")
                .contains("HttpOnly")
                .contains("SameSite=Strict"));

    assertThat(browser.withCsrf().delete(SESSION).status()).isEqualTo(204);
    assertThat(browser.get(SESSION).status()).isEqualTo(401);
  }

  @Test
  void refusesABrowsersChangeWithoutTheCsrfToken() {
    TestHttp browser = signedIn("admin");

    assertProblem(browser.delete(SESSION), 403, "CSRF_TOKEN_REQUIRED");
    assertThat(browser.get(SESSION).status()).isEqualTo(200);
  }

  @Test
  void anUnknownTokenIsNotMadeGoodByASession() {
    TestHttp browser = signedIn("admin");

    TestHttp.Answer answer = browser.with("Authorization", "Bearer accrue_wrong").get(SESSION);

    assertProblem(answer, 401, "UNAUTHENTICATED");
  }

  @Test
  void anAdministratorUnlocksAnAccount() {
    newUser("locked-out");
    TestHttp browser = fresh();
    for (int i = 0; i < 5; i++) {
      browser.withCsrf().post(SESSION, credentials("locked-out", "wrong-password"));
    }
    assertThat(browser.withCsrf().post(SESSION, credentials("locked-out")).status()).isEqualTo(429);
    TestHttp administrator = clients.administrator();
    String account = "/api/v1/users/locked-out";
    assertThat(administrator.get(account).json().get("lockedUntilAt").isNull()).isFalse();

    TestHttp.Answer unlocked = administrator.post(account + "/unlock");

    assertThat(unlocked.status()).as(unlocked.toString()).isEqualTo(200);
    assertThat(unlocked.json().get("lockedUntilAt").isNull()).isTrue();
    assertThat(browser.withCsrf().post(SESSION, credentials("locked-out")).status()).isEqualTo(200);
    assertProblem(administrator.post("/api/v1/users/nobody-here/unlock"), 404, "NOT_FOUND");
  }

  @Test
  void locksAnAccountForLongerAndLongerAfterFiveWrongPasswords() {
    UUID user = newUser("locked");
    TestHttp browser = fresh();
    for (int i = 0; i < 5; i++) {
      assertProblem(
          browser.withCsrf().post(SESSION, credentials("locked", "wrong-password")),
          401,
          "UNAUTHENTICATED");
    }

    TestHttp.Answer refused = browser.withCsrf().post(SESSION, credentials("locked"));
    assertProblem(refused, 429, "TOO_MANY_REQUESTS");
    assertThat(refused.json().get("detail").asString()).contains("try again in 1");

    time.advance(Duration.ofSeconds(11));
    assertThat(browser.withCsrf().post(SESSION, credentials("locked", "wrong-again")).status())
        .isEqualTo(401);
    time.advance(Duration.ofSeconds(11));
    assertThat(browser.withCsrf().post(SESSION, credentials("locked")).status()).isEqualTo(429);
    time.advance(Duration.ofSeconds(10));
    assertThat(browser.withCsrf().post(SESSION, credentials("locked")).status()).isEqualTo(200);
    assertThat(
            jdbc.sql("SELECT failed_sign_ins FROM app_user WHERE id = ?")
                .param(user)
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  void manyGuessesAtOnceDoNotSlipPastTheCount() throws Exception {
    newUser("guessed");
    TestHttp browser = fresh().withCsrf();
    List<Integer> answers;
    try (ExecutorService guessers = Executors.newFixedThreadPool(20)) {
      List<Callable<Integer>> guesses =
          Collections.nCopies(
              20, () -> browser.post(SESSION, credentials("guessed", "wrong-guess")).status());
      answers = guessers.invokeAll(guesses).stream().map(Future::resultNow).toList();
    }

    assertThat(answers).filteredOn(status -> status == 401).hasSize(5);
    assertThat(answers).filteredOn(status -> status == 429).hasSize(15);
  }

  @Test
  void unknownNamesAndWrongPasswordsAreAnsweredAlike() {
    newUser("somebody");
    TestHttp browser = fresh();

    TestHttp.Answer wrong = browser.withCsrf().post(SESSION, credentials("somebody", "wrong"));
    TestHttp.Answer unknown = browser.withCsrf().post(SESSION, credentials("nobody", "wrong"));

    assertThat(unknown.json()).isEqualTo(wrong.json());
  }

  @Test
  void aPasswordThatSomebodyElseMadeUpHasToBeChangedFirst() {
    UUID user = newUser("newcomer");
    jdbc.sql("UPDATE app_user SET must_change_password = true WHERE id = ?").param(user).update();
    TestHttp browser = signedIn("newcomer");

    assertThat(browser.get(SESSION).json().get("mustChangePassword").booleanValue()).isTrue();
    assertProblem(browser.get("/api/v1/jobs"), 403, "PASSWORD_CHANGE_REQUIRED");

    assertProblem(
        browser.withCsrf().post(SESSION + "/password", change("wrong", "another-good-one")),
        401,
        "UNAUTHENTICATED");
    assertProblem(
        browser.withCsrf().post(SESSION + "/password", change(TestServer.PASSWORD, "short")),
        422,
        "INVALID_REQUEST");
    TestHttp.Answer changed =
        browser
            .withCsrf()
            .post(SESSION + "/password", change(TestServer.PASSWORD, "another-good-one"));
    assertThat(changed.status()).as(changed.toString()).isEqualTo(204);
    assertThat(browser.get(SESSION).json().get("mustChangePassword").booleanValue()).isFalse();
    assertThat(browser.get("/api/v1/unknown").status()).isEqualTo(404);
  }

  @Test
  void changingThePasswordEndsTheOtherSessions() {
    newUser("twice");
    TestHttp other = signedIn("twice");
    TestHttp browser = signedIn("twice");

    TestHttp.Answer changed =
        browser
            .withCsrf()
            .post(SESSION + "/password", change(TestServer.PASSWORD, "another-good-one"));

    assertThat(changed.status()).as(changed.toString()).isEqualTo(204);
    assertThat(browser.get(SESSION).status()).isEqualTo(200);
    assertThat(other.get(SESSION).status()).isEqualTo(401);
  }

  @Test
  void signingInTakesANewSession() {
    TestHttp browser = signedIn("admin");
    String before = browser.cookie("accrue_session");

    assertThat(browser.withCsrf().post(SESSION, credentials("admin")).status()).isEqualTo(200);

    assertThat(browser.cookie("accrue_session")).isNotEqualTo(before);
  }

  @Test
  void aSessionEndsSomeTimeAfterTheSignInHoweverBusyItIs() {
    newUser("busy");
    TestHttp browser = signedIn("busy");
    for (int hour = 1; hour < 12; hour++) {
      time.advance(Duration.ofHours(1));
      assertThat(browser.get("/api/v1/jobs").status()).as("hour " + hour).isEqualTo(200);
    }
    TestHttp.Answer changed =
        browser
            .withCsrf()
            .post(SESSION + "/password", change(TestServer.PASSWORD, "another-good-one"));
    assertThat(changed.status()).as(changed.toString()).isEqualTo(204);
    time.advance(Duration.ofMinutes(59).plusSeconds(59));
    assertThat(browser.get("/api/v1/jobs").status()).isEqualTo(200);

    time.advance(Duration.ofSeconds(1));
    assertProblem(browser.get("/api/v1/jobs"), 401, "UNAUTHENTICATED");
    assertProblem(browser.withCsrf().delete(SESSION), 401, "UNAUTHENTICATED");
    assertThat(browser.withCsrf().post(SESSION, credentials("busy", "another-good-one")).status())
        .isEqualTo(200);
    assertThat(browser.get("/api/v1/jobs").status()).isEqualTo(200);
  }

  @Test
  void tokensEndWhenTheyExpireOrAreRevoked() {
    UUID user = newUser("program");
    TestHttp program = clients.withTokenOf(user);
    assertThat(program.get(SESSION).json().get("name").asString()).isEqualTo("program");

    jdbc.sql("UPDATE api_token SET revoked_at = now() WHERE user_id = ?").param(user).update();
    assertProblem(program.get(SESSION), 401, "UNAUTHENTICATED");

    TestHttp expiring = clients.withTokenOf(user);
    time.advance(Duration.ofHours(2));
    assertProblem(expiring.get(SESSION), 401, "UNAUTHENTICATED");
  }

  @Test
  void refusesCredentialsOfTheWrongShape() {
    TestHttp browser = fresh().withCsrf();

    assertProblem(browser.post(SESSION, "{"), 400, "MALFORMED_BODY");
    assertProblem(browser.post(SESSION, "[]"), 422, "INVALID_REQUEST");
    assertProblem(browser.post(SESSION, "{\"name\":\"admin\"}"), 422, "INVALID_REQUEST");
    assertProblem(
        browser.post(SESSION, "{\"name\":\"a\",\"password\":\"b\",\"extra\":1}"),
        422,
        "INVALID_REQUEST");
    assertProblem(
        browser.post(SESSION, "text/plain", new byte[] {1}), 415, "UNSUPPORTED_MEDIA_TYPE");
  }

  private void assertProblem(TestHttp.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("code").asString()).isEqualTo(code);
    assertThat(answer.text()).doesNotContain("<html").doesNotContain("Exception");
  }

  private UUID newUser(String name) {
    UUID user = clients.newUser(name);
    jdbc.sql("UPDATE app_user SET password_hash = ? WHERE id = ?")
        .params(passwords.hash(TestServer.PASSWORD), user)
        .update();
    return user;
  }

  private TestHttp fresh() {
    TestHttp browser = clients.anonymous();
    browser.get(SESSION);
    return browser;
  }

  private TestHttp signedIn(String name) {
    TestHttp browser = fresh();
    TestHttp.Answer answer = browser.withCsrf().post(SESSION, credentials(name));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return browser;
  }

  private static String credentials(String name) {
    return credentials(name, TestServer.PASSWORD);
  }

  private static String credentials(String name, String password) {
    return "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
  }

  private static String change(String current, String changed) {
    return "{\"currentPassword\":\"%s\",\"newPassword\":\"%s\"}".formatted(current, changed);
  }
}
