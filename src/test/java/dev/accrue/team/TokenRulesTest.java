package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/// Each kind of token opens its own paths and no others.
@TestServer
class TokenRulesTest {

  private static final Token LEASE = Token.generate(Token.LEASE_PREFIX);
  private static final LeaseHolder HOLDER =
      new LeaseHolder(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), 1);

  @TestConfiguration(proxyBeanMethods = false)
  static class OneLease {

    @Bean
    LeaseAuthenticator oneLease() {
      return hash -> Arrays.equals(hash, LEASE.hash()) ? Optional.of(HOLDER) : Optional.empty();
    }
  }

  @Autowired private HttpClients clients;
  @Autowired private TokenIssuer tokens;

  @Test
  void workerPathsNeedAWorkerToken() {
    TestHttp worker = bearer(tokens.issueWorkerToken("rack 1"));
    String heartbeat = "/worker/v1/workers/" + UUID.randomUUID() + "/heartbeat";

    for (String path : List.of("/worker/v1/workers", heartbeat)) {
      assertThat(clients.anonymous().post(path, "{}").status()).isEqualTo(401);
      assertThat(clients.administrator().post(path, "{}").status()).isEqualTo(401);
      assertThat(bearer(LEASE).post(path, "{}").status()).isEqualTo(401);
      assertThat(worker.post(path, "{}").status()).isNotIn(401, 403, 500);
    }
    assertThat(worker.get("/worker/v1/workers").status()).isEqualTo(403);
    assertThat(worker.get("/worker/v1/other").status()).isEqualTo(403);
  }

  @Test
  void aLeaseTokenOpensItsOwnAttemptOnly() {
    String own = "/worker/v1/attempts/" + HOLDER.attemptId() + "/unknown";
    String other = "/worker/v1/attempts/" + UUID.randomUUID() + "/unknown";

    assertThat(bearer(LEASE).get(own).status()).isEqualTo(404);
    assertThat(bearer(LEASE).get(other).status()).isEqualTo(403);
    assertThat(clients.anonymous().get(own).status()).isEqualTo(401);
    assertThat(clients.administrator().get(own).status()).isEqualTo(401);
    assertThat(bearer(tokens.issueWorkerToken("rack 2")).get(own).status()).isEqualTo(401);
  }

  @Test
  void machinesTokensDoNotOpenWhatIsForPeople() {
    for (Token token : List.of(LEASE, tokens.issueWorkerToken("rack 3"))) {
      TestHttp.Answer answer = bearer(token).get("/api/v1/jobs");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.json().get("code").asString()).isEqualTo("UNAUTHENTICATED");
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @Test
  void tokensAreLongRandomAndKeptOutOfLogs() {
    Token token = Token.generate(Token.API_PREFIX);

    assertThat(token.secret()).startsWith("accrue_").hasSize("accrue_".length() + 43);
    assertThat(token.toString()).doesNotContain(token.secret());
    assertThat(Token.generate(Token.API_PREFIX)).isNotEqualTo(token);
  }

  private TestHttp bearer(Token token) {
    return clients.anonymous().with("Authorization", "Bearer " + token.secret());
  }
}
