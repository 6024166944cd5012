package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/// A server that does its housekeeping.
@TestServer
@TestPropertySource(properties = "accrue.notifications.allowed-networks=127.0.0.0/8")
class ScheduledSendingTest {

  @Autowired private HttpClients clients;

  @Test
  void whatIsDueIsSentWithoutBeingAskedFor() {
    Receiver receiver = new Receiver();
    try {
      TestHttp http = clients.administrator();
      TestChannels.Made channel =
          new TestChannels(http, "default")
              .create(
                  "hook",
                  "WEBHOOK",
                  ", \"url\": \"%s\"".formatted(receiver.url("127.0.0.1", "/hook")));
      http.post(channel.path("/test"));

      await().atMost(Duration.ofSeconds(30)).until(() -> !receiver.messages().isEmpty());

      assertThat(receiver.messages()).hasSize(1);
    } finally {
      receiver.stop();
    }
  }
}
