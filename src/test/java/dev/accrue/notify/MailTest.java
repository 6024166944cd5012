package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.accrue.job.JobLifecycle;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Through a real SMTP server. Mail needs no key for secrets.
@StillServer
@TestPropertySource(
    properties = {
      "accrue.notifications.mail-from=Accrue <accrue@example.org>",
      "accrue.notifications.dashboard-url=https://accrue.example"
    })
class MailTest {

  private static final GreenMail SERVER = start();

  private static GreenMail start() {
    ServerSetup anyPort = ServerSetupTest.SMTP.port(0);
    GreenMail server = new GreenMail(anyPort);
    server.start();
    return server;
  }

  @DynamicPropertySource
  static void useServer(DynamicPropertyRegistry properties) {
    properties.add("spring.mail.host", () -> "127.0.0.1");
    properties.add("spring.mail.port", () -> SERVER.getSmtp().getPort());
  }

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private DeliverySender sender;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private JdbcClient jdbc;

  private TestChannels channels;

  @BeforeEach
  void clear() throws Exception {
    fleet.clear();
    jdbc.sql("TRUNCATE notification_channel CASCADE").update();
    SERVER.purgeEmailFromAllMailboxes();
    channels = new TestChannels(clients.administrator(), "default");
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @Test
  void aJobsEndIsMailedToEverybodyOfTheChannel() throws Exception {
    TestChannels.Made channel =
        channels.create(
            "people",
            "EMAIL",
            ", \"recipients\": [\"ada@example.org\", \"grace@example.org\"], \"events\": [\"CANCELED\"]");
    UUID job = fleet.submit(spec -> spec.replace("\"name\": \"test\"", "\"name\": \"a net\""));
    lifecycle.requestCancel(job, "test");

    sender.sendDue();
    JsonNode delivery =
        await().until(channel::delivery, it -> it.get("state").asString().equals("DELIVERED"));

    assertThat(channel.answer().get("secret").isNull()).isTrue();
    assertThat(SERVER.waitForIncomingEmail(2)).isTrue();
    MimeMessage mail = SERVER.getReceivedMessages()[0];
    assertThat(mail.getSubject())
        .isEqualTo("[Accrue] a net of team default was canceled, at optimizer step 0 of 1000");
    assertThat(mail.getFrom()[0]).hasToString("Accrue <accrue@example.org>");
    assertThat(Arrays.stream(mail.getAllRecipients()).map(Object::toString))
        .containsExactly("ada@example.org", "grace@example.org");
    assertThat(mail.getHeader("Accrue-Delivery")).containsExactly(delivery.get("id").asString());
    assertThat(mail.getContent().toString())
        .contains("canceled while it waited")
        .contains("https://accrue.example/jobs/" + job);
  }

  @Test
  void aMailServerThatIsAwayIsTriedAgain() {
    TestChannels.Made channel =
        channels.create("people", "EMAIL", ", \"recipients\": [\"ada@example.org\"]");
    channels.http().post(channel.path("/test"));
    SERVER.getSmtp().stopService();
    try {
      sender.sendDue();
      JsonNode failed = await().until(channel::delivery, it -> !it.get("failure").isNull());
      assertThat(failed.get("state").asString()).isEqualTo("WAITING");
      assertThat(failed.get("failure").asString()).contains("Mail server connection failed");
    } finally {
      SERVER.stop();
      SERVER.start();
    }
  }

  @Test
  void addressesThatCarryMoreThanAnAddressAreRefused() {
    for (String address :
        new String[] {
          "ada",
          "ada@example.org\\r\\nBcc: eve@example.org",
          "a,b@example.org",
          "<ada@example.org>",
          ""
        }) {
      TestHttp.Answer answer =
          channels.tryCreate("people", "EMAIL", ", \"recipients\": [\"%s\"]".formatted(address));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    }
  }
}
