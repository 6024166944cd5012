package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestHttp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@StillServer
class FirstAnswersTest {

  private static final String TOKENS = "/api/v1/tokens";
  private static final String TOKEN = "{\"name\":\"ci\",\"validForDays\":30}";

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private SettableClock time;
  @Autowired private FirstAnswers answers;

  private TestHttp administrator;
  private UUID userId;
  private String key;

  @BeforeEach
  void sender() {
    UUID user = clients.newUser("a" + UUID.randomUUID().toString().substring(0, 18));
    jdbc.sql("UPDATE app_user SET administrator = true WHERE id = ?").param(user).update();
    userId = user;
    administrator = clients.withTokenOf(user);
    // Nobody makes tokens that outlive their own.
    jdbc.sql("UPDATE api_token SET expires_at = expires_at + interval '365 days'").update();
    key = UUID.randomUUID().toString();
  }

  @Test
  void aRequestThatIsSentAgainIsAnsweredAsItWasFirst() {
    TestHttp sender = administrator.with("Idempotency-Key", key);
    TestHttp.Answer first = sender.post(TOKENS, TOKEN);
    assertThat(first.status()).as(first.toString()).isEqualTo(201);
    int made = tokens();

    TestHttp.Answer again = sender.post(TOKENS, TOKEN.replace(",", ", "));

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(tokens()).isEqualTo(made);
    String secret = first.json().get("secret").asString();
    assertThat(clients.anonymous().with("Authorization", "Bearer " + secret).get(TOKENS).status())
        .isEqualTo(200);
  }

  @Test
  void everythingThatPeopleMakeIsMadeOnce() {
    String team = "t" + UUID.randomUUID().toString().substring(0, 18);
    assertMadeOnce("/api/v1/teams", "{\"name\":\"%s\"}".formatted(team));
    assertMadeOnce(
        "/api/v1/teams/%s/service-tokens".formatted(team),
        "{\"service\":\"s\",\"name\":\"t\",\"role\":\"MEMBER\",\"validForDays\":1}");
    assertMadeOnce("/api/v1/worker-tokens", "{\"name\":\"w\"}");
    assertMadeOnce(
        "/api/v1/users",
        "{\"name\":\"u%s\",\"administrator\":false}"
            .formatted(UUID.randomUUID().toString().substring(0, 18)));
  }

  private void assertMadeOnce(String path, String body) {
    TestHttp sender = administrator.with("Idempotency-Key", UUID.randomUUID().toString());
    TestHttp.Answer first = sender.post(path, body);
    assertThat(first.status()).as(path + " " + first).isEqualTo(201);
    TestHttp.Answer again = sender.post(path, body);
    assertThat(again.toString()).isEqualTo(first.toString());
  }

  @Test
  void aKeyBelongsToItsRequestAndItsUser() {
    administrator.with("Idempotency-Key", key).post(TOKENS, TOKEN);

    for (String[] other :
        new String[][] {
          {TOKENS, TOKEN.replace("30", "31")}, {"/api/v1/worker-tokens", "{\"name\":\"w\"}"}
        }) {
      TestHttp.Answer refused = administrator.with("Idempotency-Key", key).post(other[0], other[1]);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
      assertThat(refused.json().get("violations").get(0).get("field").asString())
          .isEqualTo("Idempotency-Key");
    }
    UUID team = clients.newTeam("t" + key.substring(0, 18));
    TestHttp somebody = clients.newMember(team, "u" + key.substring(0, 18), "MEMBER");
    jdbc.sql("UPDATE api_token SET expires_at = expires_at + interval '365 days'").update();
    assertThat(somebody.with("Idempotency-Key", key).post(TOKENS, TOKEN).status()).isEqualTo(201);
  }

  @Test
  void aRequestThatWasRefusedTakesNoKey() {
    TestHttp sender = administrator.with("Idempotency-Key", key);
    assertThat(sender.post("/api/v1/teams", "{\"name\":\"default\"}").status()).isEqualTo(409);

    assertThat(sender.post(TOKENS, TOKEN).status()).isEqualTo(201);
  }

  @Test
  void ofManyAtOnceOneMakesSomething() throws Exception {
    int before = tokens();
    List<Future<TestHttp.Answer>> sent = new ArrayList<>();
    TestHttp sender = administrator.with("Idempotency-Key", key);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        sent.add(threads.submit(() -> sender.post(TOKENS, TOKEN)));
      }
    }
    assertThat(sent.stream().map(answer -> answer.resultNow().toString()).distinct()).hasSize(1);
    assertThat(tokens()).isEqualTo(before + 1);
  }

  @Test
  void answersAreForgottenAfterADayAndTheOldestOfTooMany() {
    TestHttp sender = administrator.with("Idempotency-Key", key);
    sender.post(TOKENS, TOKEN);
    int made = tokens();
    time.advance(Duration.ofHours(25));
    assertThat(sender.post(TOKENS, TOKEN).status()).isEqualTo(201);
    assertThat(tokens()).isEqualTo(made + 1);

    jdbc.sql(
            """
            INSERT INTO first_answer
            SELECT user_id, sha256(n::text::bytea), request_sha256, sealed_answer,
              created_at - n * interval '1 second', expires_at
            FROM first_answer, generate_series(1, :many) n WHERE user_id = :user
            """)
        .param("user", userId)
        .param("many", FirstAnswers.MAX_PER_USER)
        .update();
    administrator.with("Idempotency-Key", UUID.randomUUID().toString()).post(TOKENS, TOKEN);
    assertThat(countOwn()).isEqualTo(FirstAnswers.MAX_PER_USER);
    time.advance(Duration.ofHours(25));
    answers.sweep();
    assertThat(count()).isZero();
  }

  @Test
  void theDatabaseCannotTellTheSecretThatItKeeps() {
    TestHttp.Answer first = administrator.with("Idempotency-Key", key).post(TOKENS, TOKEN);
    byte[] kept =
        jdbc.sql("SELECT sealed_answer FROM first_answer ORDER BY created_at DESC LIMIT 1")
            .query((row, _) -> row.getBytes(1))
            .single();

    String secret = first.json().get("secret").asString();
    assertThat(HexFormat.of().formatHex(kept))
        .doesNotContain(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8)));
    TestHttp.Answer guessable = administrator.with("Idempotency-Key", "guess").post(TOKENS, TOKEN);
    assertThat(guessable.status()).as("a key that could be guessed").isEqualTo(422);
  }

  private int tokens() {
    return jdbc.sql("SELECT count(*) FROM api_token").query(Integer.class).single();
  }

  private int countOwn() {
    return jdbc.sql("SELECT count(*) FROM first_answer WHERE user_id = ?")
        .param(userId)
        .query(Integer.class)
        .single();
  }

  private int count() {
    return jdbc.sql("SELECT count(*) FROM first_answer").query(Integer.class).single();
  }
}
