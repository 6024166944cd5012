package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.accrue.api.worker.EndCause;
import dev.accrue.testing.LockWait;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From a job's change to what a receiver gets.
class WebhookTest extends SendingServer {

  private static final JsonMapper JSON = new JsonMapper();

  @Autowired private TransactionTemplate transactions;

  @Test
  void aJobsEndIsToldOnceAndSigned() throws Exception {
    TestChannels.Made channel = hook("/hook?room=7", ENDS);
    TestAttempt attempt = fleet.start();
    attempt.sendLosses(1, 5, 1);
    attempt.end(EndCause.USER_ERROR);

    JsonNode delivered = send(channel, "DELIVERED");

    assertThat(receiver.messages()).hasSize(1);
    Receiver.Message message = receiver.messages().getFirst();
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

  @Test
  void aReplacedSecretSignsFromTheNextMessageOn() throws Exception {
    TestChannels.Made channel = hook("/hook", "");

    TestHttp.Answer replaced = channels.http().post(channel.path("/secret"));

    assertThat(replaced.status()).as(replaced.toString()).isEqualTo(200);
    String secret = replaced.json().get("secret").asString();
    assertThat(secret).startsWith("accrue_webhook_").isNotEqualTo(channel.secret());
    assertThat(replaced.json().get("channel").get("origin"))
        .isEqualTo(channel.answer().get("channel").get("origin"));
    test(channel);
    send(channel, "DELIVERED");
    Receiver.Message message = receiver.messages().getFirst();
    assertThat(message.path()).isEqualTo("/hook");
    assertThat(message.header("Accrue-Signature")).isEqualTo(signature(secret, message.body()));
    JsonNode told = channels.http().get("/api/v1/audit?kind=NOTIFICATION_CHANNEL_CHANGED").json();
    assertThat(told.get("items").get(0).get("detail").asString()).contains("ciphertext");
    assertThat(told.toString()).doesNotContain(secret);
  }

  @Test
  void onlyWebhooksHaveASecret() {
    TestChannels.Made slack = channels.create("slack", "SLACK", url("/slack"));

    TestHttp.Answer refused = channels.http().post(slack.path("/secret"));

    assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    assertThat(refused.json().get("code").asString()).isEqualTo("WRONG_STATE");
  }

  private String signature(String secret, byte[] body) throws Exception {
    long at = clock.instant().getEpochSecond();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update((at + ".").getBytes(StandardCharsets.UTF_8));
    return "t=" + at + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
  }

  /// Where Python is there.
  @Test
  void theExampleOfTheDocumentationKnowsAGenuineMessage() throws Exception {
    assumeTrue(hasPython(), "python3 is not installed");
    TestChannels.Made channel = hook("/hook", "");
    test(channel);
    send(channel, "DELIVERED");
    Receiver.Message message = receiver.messages().getFirst();
    String signature = message.header("Accrue-Signature");

    assertThat(isGenuine(channel.secret(), signature, message.text(), 0)).isEqualTo("True");
    assertThat(isGenuine(channel.secret(), signature, message.text() + " ", 0)).isEqualTo("False");
    assertThat(isGenuine("another", signature, message.text(), 0)).isEqualTo("False");
    assertThat(isGenuine(channel.secret(), signature, message.text(), 600)).isEqualTo("False");
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// @param secondsLater when the receiver looks at it
  private String isGenuine(String secret, String signature, String body, int secondsLater)
      throws IOException {
    String page = Files.readString(Path.of("docs/notifications.md"));
    String example = page.replaceAll("(?s).*```python\n(.*?)```.*", "$1");
    String program =
        "%s\nimport sys\ntime.time = lambda: %d\nprint(is_genuine(*sys.argv[1:3], sys.stdin.buffer.read()))"
            .formatted(example, clock.instant().getEpochSecond() + secondsLater);
    Process python = new ProcessBuilder("python3", "-c", program, secret, signature).start();
    try (OutputStream in = python.getOutputStream()) {
      in.write(body.getBytes(StandardCharsets.UTF_8));
    }
    return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
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
}
