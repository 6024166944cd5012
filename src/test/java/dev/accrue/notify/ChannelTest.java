package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.secret.SealedRow;
import dev.accrue.secret.SecretBox;
import dev.accrue.testing.TestHttp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Channels as maintainers keep them. Who may do what is in `authorization-matrix.txt`.
class ChannelTest extends SendingServer {

  private static final String HIDDEN = "/services/T0/B0/hidden-part?key=hidden-too";

  @Autowired private SealedTargets targets;
  @Autowired private SecretBox box;

  @Test
  void secretsAreShownOnceAndNowhereElse() {
    TestChannels.Made hook = channels.create("hook", "WEBHOOK", url(HIDDEN));
    TestChannels.Made slack = channels.create("slack", "SLACK", url(HIDDEN));
    TestHttp.Answer changed =
        channels
            .http()
            .put(
                hook.path(""),
                "{\"name\": \"other\", \"enabled\": true %s}".formatted(url(HIDDEN)));

    assertThat(hook.secret()).startsWith("accrue_webhook_").hasSizeGreaterThan(50);
    assertThat(slack.answer().get("secret").isNull()).isTrue();
    assertThat(hook.answer().get("channel").get("origin").asString())
        .isEqualTo(receiver.url("127.0.0.1", ""));
    List<String> shown =
        List.of(
            changed.text(),
            slack.answer().toString(),
            hook.answer().get("channel").toString(),
            channels.http().get(channels.path("")).text(),
            channels.http().get(hook.path("")).text(),
            channels.http().get("/api/v1/audit").text(),
            rows("SELECT to_jsonb(c)::text FROM notification_channel c"),
            rows("SELECT to_jsonb(e)::text FROM audit_event e"));
    assertThat(shown).noneMatch(text -> text.contains("hidden") || text.contains(hook.secret()));
    byte[] sealed =
        jdbc.sql("SELECT ciphertext FROM notification_channel WHERE name = 'slack'")
            .query(byte[].class)
            .single();
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("hidden");
  }

  @Test
  void aNewKeyTakesChannelsOver() {
    TestChannels.Made mine = channels.create("mine", "SLACK", url("/mine"));
    SealedRow sealed = targets.findSealed().getFirst();

    byte[] plain = box.open(sealed.ciphertext(), sealed.associated());
    sealed.replace().accept(box.seal(plain, sealed.associated()));

    assertThat(targets.findSealed().getFirst().ciphertext()).isNotEqualTo(sealed.ciphertext());
    test(mine);
    send(mine, "DELIVERED");
  }

  private String rows(String statement) {
    return String.join("\n", jdbc.sql(statement).query(String.class).list());
  }

  @Test
  void aCiphertextOpensForItsOwnChannelOnly() {
    TestChannels.Made mine = channels.create("mine", "SLACK", url("/mine"));
    TestChannels.Made theirs = channels.create("theirs", "SLACK", url("/theirs"));
    jdbc.sql(
            """
            UPDATE notification_channel SET ciphertext = (
              SELECT ciphertext FROM notification_channel WHERE name = 'theirs')
            WHERE name = 'mine'
            """)
        .update();
    channels.http().post(mine.path("/test"));
    channels.http().post(theirs.path("/test"));

    sender.sendDue();

    await().until(theirs::delivery, it -> it.get("state").asString().equals("DELIVERED"));
    await().until(mine::delivery, it -> !it.get("failure").isNull());
    assertThat(receiver.messages()).extracting(Receiver.Message::path).containsExactly("/theirs");
  }

  @Test
  void slackGetsALineOfText() {
    TestChannels.Made slack = channels.create("slack", "SLACK", url("/slack"));
    channels.http().post(slack.path("/test"));

    sender.sendDue();
    await().until(slack::delivery, it -> it.get("state").asString().equals("DELIVERED"));

    JsonNode body = new JsonMapper().readTree(receiver.messages().getFirst().text());
    assertThat(body.propertyNames()).containsExactly("text");
    assertThat(body.get("text").asString())
        .isEqualTo(
            "This is a test of the channel slack of team default.\nsent by admin to see whether it arrives");
    assertThat(receiver.messages().getFirst().header("Accrue-Signature")).isNull();
  }

  @Test
  void aChangedChannelKeepsItsSecretAndWhatWasNotSent() {
    TestChannels.Made hook =
        channels.create(
            "hook",
            "WEBHOOK",
            url("/hook")
                + ", \"events\": [\"FAILED\", \"FAILED\"], \"stallMinutes\": 10, \"thresholds\": [\"loss>1\", \"loss > 1\"]");
    JsonNode made = hook.answer().get("channel");
    assertThat(made.get("events").toString()).isEqualTo("[\"FAILED\"]");
    assertThat(made.get("thresholds").toString()).isEqualTo("[\"loss > 1\"]");

    TestHttp.Answer changed =
        channels
            .http()
            .put(
                hook.path(""),
                "{\"name\": \"renamed\", \"events\": [\"STARTED\"], \"enabled\": true}");

    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.json().get("name").asString()).isEqualTo("renamed");
    assertThat(changed.json().get("events").toString()).isEqualTo("[\"STARTED\"]");
    assertThat(changed.json().get("stallMinutes").isNull()).isTrue();
    assertThat(changed.json().get("thresholds").toString()).isEqualTo("[]");
    channels.http().post(hook.path("/test"));
    sender.sendDue();
    await().until(hook::delivery, it -> it.get("state").asString().equals("DELIVERED"));
    Receiver.Message message = receiver.messages().getFirst();
    long at = Long.parseLong(message.header("Accrue-Signature").replaceAll("t=(\\d+),.*", "$1"));
    assertThat(message.header("Accrue-Signature"))
        .isEqualTo(Signature.of(hook.secret(), Instant.ofEpochSecond(at), message.body()));
  }

  @Test
  void aDisabledChannelSendsWhatWaitsOnceItIsEnabledAgain() {
    TestChannels.Made hook =
        channels.create("hook", "WEBHOOK", url("/hook") + ", \"enabled\": false");
    channels.http().post(hook.path("/test"));
    sender.sendDue();
    assertThat(hook.delivery().get("attempts").asInt()).isZero();

    channels.http().put(hook.path(""), "{\"name\": \"hook\", \"enabled\": true}");
    sender.sendDue();

    await().until(hook::delivery, it -> it.get("state").asString().equals("DELIVERED"));
  }

  @Test
  void aDeletedChannelIsGoneWithItsLog() {
    TestChannels.Made hook = channels.create("hook", "WEBHOOK", url("/hook"));
    channels.http().post(hook.path("/test"));

    assertThat(channels.http().delete(hook.path("")).status()).isEqualTo(204);

    assertThat(channels.http().get(hook.path("")).status()).isEqualTo(404);
    assertThat(channels.http().get(hook.path("/deliveries")).status()).isEqualTo(404);
    assertThat(channels.http().delete(hook.path("")).status()).isEqualTo(404);
    assertThat(rows("SELECT id::text FROM notification_delivery")).isEmpty();
  }

  @Test
  void aTeamHasSoManyChannelsEachWithANameOfItsOwn() {
    for (int i = 0; i < Channels.MAX_OF_A_TEAM; i++) {
      channels.create("c" + i, "WEBHOOK", url("/hook"));
    }
    assertThat(code(channels.tryCreate("more", "WEBHOOK", url("/hook"))))
        .isEqualTo("LIMIT_REACHED");
    channels.http().delete(channels.path("/" + id("c1")));
    assertThat(code(channels.tryCreate("c0", "WEBHOOK", url("/hook")))).isEqualTo("WRONG_STATE");
    assertThat(
            code(
                channels
                    .http()
                    .put(channels.path("/" + id("c2")), "{\"name\": \"c0\", \"enabled\": true}")))
        .isEqualTo("WRONG_STATE");

    JsonNode first = channels.http().get(channels.path("?limit=18")).json();
    assertThat(first.get("items")).hasSize(18);
    JsonNode rest =
        channels
            .http()
            .get(channels.path("?limit=18&cursor=" + first.get("nextCursor").asString()))
            .json();
    assertThat(rest.get("items")).hasSize(1);
    assertThat(rest.get("nextCursor").isNull()).isTrue();
  }

  private String id(String name) {
    return jdbc.sql("SELECT id FROM notification_channel WHERE name = ?")
        .param(name)
        .query(UUID.class)
        .single()
        .toString();
  }

  @Test
  void theLogIsReadInPagesAndByState() {
    TestChannels.Made hook = channels.create("hook", "WEBHOOK", url("/hook"));
    for (int i = 0; i < 5; i++) {
      channels.http().post(hook.path("/test"));
    }
    List<String> all = ids(channels.http().get(hook.path("/deliveries")).json());

    JsonNode first = channels.http().get(hook.path("/deliveries?limit=3")).json();
    JsonNode rest =
        channels
            .http()
            .get(hook.path("/deliveries?limit=3&cursor=" + first.get("nextCursor").asString()))
            .json();

    assertThat(ids(first)).isEqualTo(all.subList(0, 3));
    assertThat(ids(rest)).isEqualTo(all.subList(3, 5));
    assertThat(rest.get("nextCursor").isNull()).isTrue();
    assertThat(ids(channels.http().get(hook.path("/deliveries?state=DELIVERED")).json())).isEmpty();
    assertThat(ids(channels.http().get(hook.path("/deliveries?state=WAITING")).json())).hasSize(5);
    assertThat(channels.http().get(hook.path("/deliveries?cursor=x")).status()).isEqualTo(422);
    JsonNode one = channels.http().get(hook.path("/deliveries/" + all.getFirst())).json();
    assertThat(one.get("detail").asString()).isEqualTo("sent by admin to see whether it arrives");
  }

  private static List<String> ids(JsonNode page) {
    return page.get("items").valueStream().map(it -> it.get("id").asString()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hook | WEBHOOK |                                                     | url",
        "hook | SLACK   | , 'recipients': ['ada@example.org'], 'url': 'http://a/' | recipients",
        "hook | WEBHOOK | , 'url': 'http://a/', 'thresholds': ['loss is high'] | thresholds",
        "hook | WEBHOOK | , 'url': 'http://a/', 'stallMinutes': 0              | stallMinutes",
        "hook | WEBHOOK | , 'url': 'http://a/', 'stallMinutes': 10081          | stallMinutes",
        "Hook | WEBHOOK | , 'url': 'http://a/'                                 | name",
      })
  void saysWhichFieldIsWrong(String name, String kind, String rest, String field) {
    TestHttp.Answer answer =
        channels.tryCreate(name, kind, rest == null ? "" : rest.replace('\'', '"'));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.json().get("violations").get(0).get("field").asString()).isEqualTo(field);
    assertThat(rows("SELECT name FROM notification_channel")).isEmpty();
  }

  @Test
  void thereIsNoMailWithoutAMailServer() {
    TestHttp.Answer answer =
        channels.tryCreate("people", "EMAIL", ", \"recipients\": [\"ada@example.org\"]");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("detail").asString())
        .contains("spring.mail.host")
        .contains("accrue.notifications.mail-from");
  }

  private static String code(TestHttp.Answer answer) {
    return answer.json().get("code").asString();
  }
}
