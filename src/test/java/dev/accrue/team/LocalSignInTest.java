package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/// A server whose operator leaves passwords to administrators, while its provider is down.
@TestServer
@TestPropertySource(
    properties = {
      "accrue.oidc.local-sign-in=administrators",
      "accrue.oidc.providers.campus.name=Campus",
      "accrue.oidc.providers.campus.issuer=https://127.0.0.1:1",
      "accrue.oidc.providers.campus.client-id=accrue"
    })
class LocalSignInTest {

  private static final String SESSION = "/api/v1/session";

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private Passwords passwords;

  @Test
  void administratorsComeInWithAPasswordAndOthersDoNot() {
    UUID user = clients.newUser("grace");
    jdbc.sql("UPDATE app_user SET password_hash = ? WHERE id = ?")
        .params(passwords.hash(TestServer.PASSWORD), user)
        .update();

    assertThat(signIn("admin", TestServer.PASSWORD).status()).isEqualTo(200);
    TestHttp.Answer refused = signIn("grace", TestServer.PASSWORD);
    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.json().get("detail").asString())
        .isEqualTo("passwords are for administrators here; sign in with Campus");
    assertThat(refused.response().headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.startsWith("accrue_session="));
  }

  @Test
  void whoDoesNotKnowThePasswordIsNotToldWhoseItIs() {
    clients.newUser("mary");

    assertThat(signIn("mary", "not-the-password").status()).isEqualTo(401);
    assertThat(signIn("nobody", "not-the-password").status()).isEqualTo(401);
  }

  private TestHttp.Answer signIn(String name, String password) {
    TestHttp browser = clients.anonymous();
    browser.get(SESSION);
    return browser
        .withCsrf()
        .post(SESSION, "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
  }
}
