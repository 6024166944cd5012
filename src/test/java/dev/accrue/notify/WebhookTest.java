package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.worker.EndCause;
import dev.accrue.job.JobLifecycle;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.LockWait;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestSecretKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From a job's change to a real receiver on loopback, which the operator allows.
@StillServer
@TestPropertySource(
    properties = {
      "accrue.notifications.allowed-networks=127.0.0.0/8",
      "accrue.notifications.dashboard-url=https://accrue.example/",
      "accrue.notifications.timeout=2s",
      "accrue.notifications.max-attempts=3"
    })
class WebhookTest {

  private static final Receiver RECEIVER = new Receiver();
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ENDS = ", \"events\": [\"SUCCEEDED\", \"FAILED\", \"CANCELED\"]";

  @DynamicPropertySource
  static void giveKey(DynamicPropertyRegistry properties) {
    TestSecretKey.add(properties);
  }

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private DeliverySender sender;
  @Autowired private OutboxSweep sweep;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private TransactionTemplate transactions;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  private TestChannels channels;

  @BeforeEach
  void clear() {
    fleet.clear();
    jdbc.sql("TRUNCATE notification_channel CASCADE").update();
    RECEIVER.clear();
    channels = new TestChannels(clients.administrator(), "default");
  }

  @AfterAll
  static void stop() {
    RECEIVER.stop();
  }

  @Test
  void aJobsEndIsToldOnceAndSigned() throws Exception {
    TestChannels.Made channel = hook("/hook?room=7", ENDS);
    TestAttempt attempt = fleet.start();
    attempt.sendLosses(1, 5, 1);
    attempt.end(EndCause.USER_ERROR);

    JsonNode delivered = send(channel, "DELIVERED");

    assertThat(RECEIVER.messages()).hasSize(1);
    Receiver.Message message = RECEIVER.messages().getFirst();
    JsonNode body = JSON.readTree(message.text());
    assertThat(message.path()).isEqualTo("/hook");
    assertThat(message.header("Content-Type")).isEqualTo("application/json");
    assertThat(message.header("Accrue-Delivery"))
        .isEqualTo(body.get("id").asString())
        .isEqualTo(delivered.get("id").asString());
    assertThat(body.get("event").asString()).isEqualTo("FAILED");
    assertThat(body.get("team").asString()).isEqualTo("default");
    assertThat(body.get("channel").asString()).isEqualTo("hook");
    assertThat(body.get("detail").asString()).contains("the test said so");
    JsonNode job = body.get("job");
    assertThat(job.get("name").asString()).isEqualTo("test");
    assertThat(job.get("optimizerStep").asLong()).isEqualTo(5);
    assertThat(job.get("totalOptimizerSteps").asLong()).isEqualTo(1000);
    assertThat(job.get("url").asString())
        .isEqualTo("https://accrue.example/jobs/" + attempt.assignment().jobId());
    assertThat(message.header("Accrue-Signature"))
        .isEqualTo(signature(channel.secret(), message.body()));
    assertThat(delivered.get("responseStatus").asInt()).isEqualTo(204);
    assertThat(delivered.get("attempts").asInt()).isEqualTo(1);
    sender.sendDue();
    assertThat(channel.delivery()).isEqualTo(delivered);
  }

  private String signature(String secret, byte[] body) throws Exception {
    long at = clock.instant().getEpochSecond();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update((at + ".").getBytes(StandardCharsets.UTF_8));
    return "t=" + at + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
  }

  @Test
  void eachChangeIsToldToThoseWhoAskedForIt() {
    TestChannels.Made all =
        hook("/hook", ", \"events\": [\"STARTED\", \"PREEMPTED\", \"SUCCEEDED\", \"CANCELED\"]");
    TestChannels.Made ends = channels.create("ends", "WEBHOOK", url("/hook") + ENDS);
    TestChannels.Made silent = channels.create("silent", "WEBHOOK", url("/hook"));
    TestChannels.Made off =
        channels.create("off", "WEBHOOK", url("/hook") + ENDS + ", \"enabled\": false");
    clients.newTeam("elsewhere");
    TestChannels.Made others =
        new TestChannels(clients.administrator(), "elsewhere")
            .create("others", "WEBHOOK", url("/hook") + ENDS);

    UUID waiting = fleet.submit();
    lifecycle.requestCancel(waiting, "test");
    TestAttempt attempt = fleet.start();
    lifecycle.preempt(attempt.assignment().jobId(), "test", "needed elsewhere");
    attempt.end(EndCause.SUCCEEDED);

    assertThat(events(all)).containsExactly("SUCCEEDED", "PREEMPTED", "STARTED", "CANCELED");
    assertThat(events(ends)).containsExactly("SUCCEEDED", "CANCELED");
    assertThat(events(silent)).isEmpty();
    assertThat(events(off)).isEmpty();
    assertThat(events(others)).isEmpty();
  }

  private static List<String> events(TestChannels.Made channel) {
    return channel.deliveries().map(it -> it.get("event").asString()).toList();
  }

  @Test
  void whatIsRolledBackIsNotTold() {
    TestChannels.Made channel = hook("/hook", ENDS);
    UUID job = fleet.submit();

    transactions.executeWithoutResult(transaction -> {
      lifecycle.requestCancel(job, "test");
      transaction.setRollbackOnly();
    });
    sender.sendDue();

    assertThat(channel.deliveries()).isEmpty();
  }

  @Test
  void aChannelThatIsBeingDeletedStopsNoJob() throws Exception {
    TestChannels.Made channel = hook("/hook", ENDS);
    UUID job = fleet.submit();

    CompletableFuture<Void> canceled =
        transactions.execute(_ -> {
          jdbc.sql("DELETE FROM notification_channel WHERE id = ?")
              .param(UUID.fromString(channel.id()))
              .update();
          CompletableFuture<Void> ends =
              CompletableFuture.runAsync(() -> lifecycle.requestCancel(job, "test"));
          LockWait.await(jdbc, 1);
          return ends;
        });
    canceled.get(30, TimeUnit.SECONDS);

    assertThat(jdbc.sql("SELECT state FROM job").query(String.class).single())
        .isEqualTo("CANCELED");
    assertThat(jdbc.sql("SELECT count(*) FROM notification_delivery").query(Integer.class).single())
        .isZero();
  }

  @Test
  void whatIsRefusedIsSentAgainLaterAndLaterUnderTheSameId() {
    TestChannels.Made channel = hook("/hook", "");
    RECEIVER.answerWith(503);
    test(channel);

    JsonNode first = sendAttempt(channel, 1);
    assertThat(first.get("state").asString()).isEqualTo("WAITING");
    assertThat(first.get("failure").asString()).isEqualTo("the receiver answered 503");
    assertThat(first.get("responseStatus").asInt()).isEqualTo(503);
    assertThat(secondsUntilNext(first)).isBetween(7L, 13L);
    sender.sendDue();
    assertThat(channel.delivery()).isEqualTo(first);

    clock.advance(Duration.ofSeconds(13));
    JsonNode second = sendAttempt(channel, 2);
    assertThat(secondsUntilNext(second)).isBetween(15L, 25L);

    clock.advance(Duration.ofSeconds(26));
    RECEIVER.answerWith(200);
    JsonNode last = send(channel, "DELIVERED");
    assertThat(last.get("attempts").asInt()).isEqualTo(3);
    assertThat(last.get("failure").isNull()).isTrue();
    assertThat(RECEIVER.messages())
        .hasSize(3)
        .extracting(it -> it.header("Accrue-Delivery"))
        .containsOnly(last.get("id").asString());
    assertThat(RECEIVER.messages()).extracting(Receiver.Message::text).containsOnly(body());
    assertThat(RECEIVER.messages())
        .extracting(it -> it.header("Accrue-Signature"))
        .doesNotHaveDuplicates();
  }

  private static String body() {
    return RECEIVER.messages().getFirst().text();
  }

  private long secondsUntilNext(JsonNode delivery) {
    return Duration.between(
            clock.instant(), Instant.parse(delivery.get("nextAttemptAt").asString()))
        .toSeconds();
  }

  @Test
  void whatNobodyTakesIsGivenUpUntilSomebodyAsksAgain() {
    TestChannels.Made channel = hook("/hook", "");
    RECEIVER.answerWith(500);
    test(channel);
    for (int attempt = 1; attempt <= 3; attempt++) {
      sendAttempt(channel, attempt);
      clock.advance(Duration.ofMinutes(1));
    }
    JsonNode given = send(channel, "GIVEN_UP");
    assertThat(given.get("nextAttemptAt").isNull()).isTrue();
    assertThat(RECEIVER.messages()).hasSize(3);

    RECEIVER.answerWith(200);
    String resend = channel.path("/deliveries/" + given.get("id").asString() + "/resend");
    TestHttp.Answer again = clients.administrator().post(resend);
    assertThat(again.status()).as(again.toString()).isEqualTo(202);
    assertThat(again.json().get("state").asString()).isEqualTo("WAITING");
    TestHttp.Answer tooSoon = clients.administrator().post(resend);
    assertThat(tooSoon.status()).isEqualTo(409);
    assertThat(tooSoon.json().get("code").asString()).isEqualTo("WRONG_STATE");

    assertThat(send(channel, "DELIVERED").get("attempts").asInt()).isEqualTo(4);
    assertThat(RECEIVER.messages())
        .extracting(it -> it.header("Accrue-Delivery"))
        .containsOnly(given.get("id").asString());
  }

  @Test
  void whatWasSentAndNotWrittenDownIsSentAgain() {
    TestChannels.Made channel = hook("/hook", "");
    test(channel);
    // A server took it and ended.
    jdbc.sql(
            "UPDATE notification_delivery SET attempts = 1, next_attempt_at = next_attempt_at + interval '1 minute'")
        .update();
    sender.sendDue();
    assertThat(channel.delivery().get("attempts").asInt()).isEqualTo(1);

    clock.advance(Duration.ofMinutes(2));

    assertThat(send(channel, "DELIVERED").get("attempts").asInt()).isEqualTo(2);
  }

  @Test
  void redirectsAreNotFollowed() {
    TestChannels.Made channel = hook("/moved", "");
    test(channel);

    assertThat(sendAttempt(channel, 1).get("failure").asString())
        .isEqualTo("the receiver answered 307");
    assertThat(RECEIVER.messages()).extracting(Receiver.Message::path).containsExactly("/moved");
  }

  @Test
  void anAnswerWithoutEndIsNotRead() {
    TestChannels.Made channel = hook("/endless", "");
    test(channel);

    assertThat(send(channel, "DELIVERED").get("responseStatus").asInt()).isEqualTo(200);
  }

  @Test
  void oldOnesAreForgottenAndWaitingOnesAreNot() {
    TestChannels.Made channel = hook("/hook", "");
    test(channel);
    send(channel, "DELIVERED");
    RECEIVER.answerWith(500);
    test(channel);
    sendAttempt(channel, 1);

    clock.advance(Duration.ofDays(29));
    sweep.sweep();
    // Tokens do not live as long.
    assertThat(channel.seenBy(clients.administrator()).deliveries()).hasSize(2);
    clock.advance(Duration.ofDays(2));
    sweep.sweep();

    JsonNode left = channel.seenBy(clients.administrator()).delivery();
    assertThat(left.get("state").asString()).isEqualTo("WAITING");
  }

  @Test
  void aChannelThatReachesNobodyTakesOnlySoMany() {
    TestChannels.Made channel = hook("/hook", ENDS);
    jdbc.sql(
            """
            INSERT INTO notification_delivery
              (id, channel_id, team_id, event, detail, happened_at, next_attempt_at)
            SELECT gen_random_uuid(), id, team_id, 'TEST', '', now(), 'infinity'
            FROM notification_channel, generate_series(1, 999)
            """)
        .update();
    lifecycle.requestCancel(fleet.submit(), "test");
    lifecycle.requestCancel(fleet.submit(), "test");

    assertThat(
            jdbc.sql("SELECT count(*) FROM notification_delivery WHERE event = 'CANCELED'")
                .query(Integer.class)
                .single())
        .isEqualTo(1);
    assertThat(clients.administrator().post(channel.path("/test")).json().get("code").asString())
        .isEqualTo("LIMIT_REACHED");
  }

  private static String url(String path) {
    return ", \"url\": \"" + RECEIVER.url("127.0.0.1", path) + "\"";
  }

  private TestChannels.Made hook(String path, String rest) {
    return channels.create("hook", "WEBHOOK", url(path) + rest);
  }

  private static void test(TestChannels.Made channel) {
    TestHttp.Answer answer = channel.channels().http().post(channel.path("/test"));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
  }

  /// Sends what is due and waits for the newest notification to come to a state.
  private JsonNode send(TestChannels.Made channel, String state) {
    sender.sendDue();
    return await()
        .until(
            () -> channel.deliveries().findFirst().orElseThrow(),
            it -> it.get("state").asString().equals(state));
  }

  /// Sends what is due and waits for the newest notification's attempt to fail.
  private JsonNode sendAttempt(TestChannels.Made channel, int attempt) {
    sender.sendDue();
    return await()
        .until(
            () -> channel.deliveries().findFirst().orElseThrow(),
            it ->
                it.get("attempts").asInt() == attempt && !it.get("failure").isNull() && isOver(it));
  }

  /// Not claimed any more: a claim lasts longer than any pause here.
  private boolean isOver(JsonNode delivery) {
    return delivery.get("nextAttemptAt").isNull() || secondsUntilNext(delivery) < 60;
  }
}
