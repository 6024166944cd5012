package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.notification.NotificationEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebhookBodyTest {

  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @CsvSource({"12.5, 12.5", "Infinity, '\"Infinity\"'", "-Infinity, '\"-Infinity\"'"})
  void aThresholdsValueIsANumberWhereJsonHasOne(double value, String written) {
    JsonNode body = body(new Notice.Crossing("train/loss > 10", value));

    assertThat(body.get("threshold").get("rule").asString()).isEqualTo("train/loss > 10");
    assertThat(body.get("threshold").get("value").toString()).isEqualTo(written);
  }

  @Test
  void whatDoesNotApplyIsThereAndNull() {
    JsonNode body = body(null);

    assertThat(body.get("threshold").isNull()).isTrue();
    assertThat(body.get("job").get("url").isNull()).isTrue();
    assertThat(body.get("happenedAt").asString()).isEqualTo("2026-01-01T00:00:00Z");
  }

  private static JsonNode body(Notice.@Nullable Crossing crossing) {
    Notice notice =
        new Notice(
            UUID.randomUUID(),
            NotificationEvent.THRESHOLD,
            "team",
            "channel",
            new Notice.Subject(UUID.randomUUID(), "job", 1, 2),
            crossing,
            "detail",
            Instant.parse("2026-01-01T00:00:00Z"));
    return JSON.readTree(JSON.writeValueAsString(WebhookBody.of(notice, null)));
  }
}
