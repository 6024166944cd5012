package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/// A server behind a proxy that tells whose requests it sends on, with small limits that fill up
/// hardly at all.
@TestServer
@TestPropertySource(
    properties = {
      "server.forward-headers-strategy=native",
      "accrue.limit.token-requests-per-second=1",
      "accrue.limit.token-burst=20",
      "accrue.limit.refused-sign-ins-per-minute=1",
      "accrue.limit.refused-sign-in-burst=3"
    })
class HttpLimitsTest {

  private static final String SESSION = "/api/v1/session";

  @Autowired private HttpClients clients;

  @Test
  void aTokenThatSendsTooMuchIsToldWhenToTryAgainAndOthersGoOn() {
    TestHttp busy = clients.administrator();
    TestHttp.Answer answer = busy.get(SESSION);
    for (int i = 0; i < 100 && answer.status() == 200; i++) {
      answer = busy.get(SESSION);
    }

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("code").asString()).isEqualTo("TOO_MANY_REQUESTS");
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    assertThat(clients.administrator().get(SESSION).status()).isEqualTo(200);
  }

  @Test
  void anAddressThatGuessesAcrossAccountsIsRefusedAndOthersGoOn() {
    for (int i = 0; i < 3; i++) {
      assertThat(signIn("203.0.113.7", "guess-" + i, "wrong-password").status()).isEqualTo(401);
    }

    TestHttp.Answer refused = signIn("203.0.113.7", "admin", TestServer.PASSWORD);

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isNotEmpty();
    assertThat(signIn("203.0.113.8", "admin", TestServer.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void aLockedAccountSaysWhenToTryAgain() {
    clients.newUser("locked-out");
    for (int i = 0; i < 5; i++) {
      signIn("198.51.100." + i, "locked-out", "wrong-password");
    }

    TestHttp.Answer refused = signIn("198.51.100.9", "locked-out", "wrong-password");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 11);
  }

  @Test
  void browsersAreHeldToTlsOnceTheyCameByIt() {
    TestHttp.Answer plain = signIn("203.0.113.20", "admin", TestServer.PASSWORD);
    TestHttp.Answer secure =
        MatrixRequests.anonymous(clients)
            .with("X-Forwarded-Proto", "https")
            .post(SESSION, credentials("admin", TestServer.PASSWORD));

    assertThat(plain.header("Strict-Transport-Security")).isEmpty();
    assertThat(secure.header("Strict-Transport-Security")).contains("max-age=31536000");
    assertThat(secure.response().headers().allValues("Set-Cookie"))
        .anySatisfy(cookie -> assertThat(cookie).startsWith("accrue_session=").contains("Secure"));
    assertThat(plain.header("Content-Security-Policy"))
        .contains("script-src 'self';")
        .doesNotContain("script-src 'self' 'unsafe");
  }

  @Test
  void theLogSaysWhereAChangeCameFromAndNotWhichProxy() {
    UUID team = clients.newTeam("proxied");
    TestHttp maintainer = clients.newMember(team, "proxied", "MAINTAINER");

    maintainer
        .with("X-Forwarded-For", "203.0.113.30")
        .put("/api/v1/teams/proxied/members/proxied", "{\"role\":\"MAINTAINER\"}");
    maintainer
        .with("X-Forwarded-For", "203.0.113.30")
        .put("/api/v1/teams/proxied/members/admin", "{\"role\":\"VIEWER\"}");

    assertThat(maintainer.get("/api/v1/audit?limit=1").text()).contains("203.0.113.30");
  }

  private TestHttp.Answer signIn(String address, String name, String password) {
    return MatrixRequests.anonymous(clients)
        .with("X-Forwarded-For", address)
        .post(SESSION, credentials(name, password));
  }

  private static String credentials(String name, String password) {
    return "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
  }
}
