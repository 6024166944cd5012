package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// As servers come: nothing but public addresses is allowed.
@StillServer
class PrivateReceiverTest {

  private static final Receiver RECEIVER = new Receiver();

  @Autowired private HttpClients clients;
  @Autowired private DeliverySender sender;
  @Autowired private JdbcClient jdbc;

  private TestChannels channels;

  @BeforeEach
  void clear() {
    jdbc.sql("TRUNCATE notification_channel CASCADE").update();
    channels = new TestChannels(clients.administrator(), "default");
  }

  @AfterAll
  static void stop() {
    RECEIVER.stop();
  }

  @Test
  void aNameOfAPrivateAddressGetsNothing() {
    String url = RECEIVER.url("localhost", "/hook");
    TestChannels.Made channel =
        channels.create("hook", "WEBHOOK", ", \"url\": \"%s\"".formatted(url));
    channels.http().post(channel.path("/test"));

    sender.sendDue();
    JsonNode delivery = await().until(channel::delivery, it -> !it.get("failure").isNull());

    assertThat(delivery.get("failure").asString())
        .isEqualTo(ReceiverAddresses.refusal("localhost"));
    assertThat(delivery.get("state").asString()).isEqualTo("WAITING");
    assertThat(RECEIVER.messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0.0.0.0/",
        "https://10.0.0.1/",
        "https://172.20.0.1/",
        "https://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[ff02::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/"
      })
  void privateAddressesAreRefusedAtOnce(String url) {
    JsonNode violation = refusal(url);

    assertThat(violation.get("field").asString()).isEqualTo("url");
    assertThat(violation.get("message").asString()).isEqualTo("is an address that is not public");
    assertThat(violation.get("fix").asString()).contains("accrue.notifications.allowed-networks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "http://127.1:8080/",
        "/hook",
        "http:///hook",
        "http://user:password@example.org/",
        "http://example.org/#here",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://exa mple.org/",
        "http://example.org/\\r\\nX: y"
      })
  void whatIsNoPlainUrlIsRefused(String url) {
    assertThat(refusal(url).get("message").asString()).isEqualTo("is no URL to send to");
  }

  private JsonNode refusal(String url) {
    TestHttp.Answer answer =
        channels.tryCreate("hook", "SLACK", ", \"url\": \"%s\"".formatted(url));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    return answer.json().get("violations").get(0);
  }
}
