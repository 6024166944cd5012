package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.testing.TestHttp;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/// What becomes of notifications that are not taken at once.
class RetryTest extends SendingServer {

  @Autowired private OutboxSweep sweep;

  @Test
  void whatIsRefusedIsSentAgainLaterAndLaterUnderTheSameId() {
    TestChannels.Made channel = hook("/hook", "");
    receiver.answerWith(503);
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
    receiver.answerWith(200);
    JsonNode last = send(channel, "DELIVERED");
    assertThat(last.get("attempts").asInt()).isEqualTo(3);
    assertThat(last.get("failure").isNull()).isTrue();
    assertThat(receiver.messages())
        .hasSize(3)
        .extracting(it -> it.header("Accrue-Delivery"))
        .containsOnly(last.get("id").asString());
    assertThat(receiver.messages()).extracting(Receiver.Message::text).containsOnly(body());
    assertThat(receiver.messages())
        .extracting(it -> it.header("Accrue-Signature"))
        .doesNotHaveDuplicates();
  }

  private String body() {
    return receiver.messages().getFirst().text();
  }

  @Test
  void whatNobodyTakesIsGivenUpUntilSomebodyAsksAgain() {
    TestChannels.Made channel = hook("/hook", "");
    receiver.answerWith(500);
    test(channel);
    for (int attempt = 1; attempt <= 3; attempt++) {
      sendAttempt(channel, attempt);
      clock.advance(Duration.ofMinutes(1));
    }
    JsonNode given = send(channel, "GIVEN_UP");
    assertThat(given.get("nextAttemptAt").isNull()).isTrue();
    assertThat(receiver.messages()).hasSize(3);

    receiver.answerWith(200);
    String resend = channel.path("/deliveries/" + given.get("id").asString() + "/resend");
    TestHttp.Answer again = clients.administrator().post(resend);
    assertThat(again.status()).as(again.toString()).isEqualTo(202);
    assertThat(again.json().get("state").asString()).isEqualTo("WAITING");
    TestHttp.Answer tooSoon = clients.administrator().post(resend);
    assertThat(tooSoon.status()).isEqualTo(409);
    assertThat(tooSoon.json().get("code").asString()).isEqualTo("WRONG_STATE");

    assertThat(send(channel, "DELIVERED").get("attempts").asInt()).isEqualTo(4);
    assertThat(receiver.messages())
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
    assertThat(receiver.messages()).extracting(Receiver.Message::path).containsExactly("/moved");
  }

  @Test
  void anAnswerWithoutEndIsNotRead() {
    TestChannels.Made channel = hook("/endless", "");
    test(channel);

    assertThat(send(channel, "DELIVERED").get("responseStatus").asInt()).isEqualTo(200);
  }

  @Test
  void aReceiverThatSaysNothingIsGivenUpAndHoldsNobodyUp() {
    TestChannels.Made silent = channels.create("silent", "WEBHOOK", url("/silent"));
    TestChannels.Made hook = hook("/hook", "");
    for (int i = 0; i < 6; i++) {
      test(silent);
    }
    test(hook);

    send(hook, "DELIVERED");
    assertThat(silent.deliveries()).allMatch(it -> it.get("failure").isNull());
    assertThat(silent.deliveries().filter(it -> it.get("attempts").asInt() == 1)).hasSize(4);

    await().until(() -> silent.deliveries().noneMatch(it -> it.get("failure").isNull()));
    assertThat(silent.deliveries())
        .extracting(it -> it.get("failure").asString())
        .containsOnly("no answer within 2000 ms");
  }

  @Test
  void oldOnesAreForgottenAndWaitingOnesAreNot() {
    TestChannels.Made channel = hook("/hook", "");
    test(channel);
    send(channel, "DELIVERED");
    receiver.answerWith(500);
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
}
