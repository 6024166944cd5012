package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.TestHttp;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The channels of a team as somebody sees them over HTTP.
record TestChannels(TestHttp http, String team) {

  String path(String rest) {
    return "/api/v1/teams/%s/notification-channels%s".formatted(team, rest);
  }

  /// Makes a channel.
  ///
  /// @param rest further fields, each after a comma
  Made create(String name, String kind, String rest) {
    TestHttp.Answer answer = tryCreate(name, kind, rest);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return new Made(this, answer.json());
  }

  TestHttp.Answer tryCreate(String name, String kind, String rest) {
    return http.post(
        path(""), "{\"name\": \"%s\", \"kind\": \"%s\" %s}".formatted(name, kind, rest));
  }

  /// A channel that was just made.
  record Made(TestChannels channels, JsonNode answer) {

    String id() {
      return answer.get("channel").get("id").asString();
    }

    String secret() {
      return answer.get("secret").asString();
    }

    String path(String rest) {
      return channels.path("/" + id() + rest);
    }

    /// The same as somebody else sees it.
    Made seenBy(TestHttp other) {
      return new Made(new TestChannels(other, channels.team()), answer);
    }

    /// What its log shows, the newest first.
    Stream<JsonNode> deliveries() {
      TestHttp.Answer answer = channels.http().get(path("/deliveries"));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      return answer.json().get("items").valueStream();
    }

    /// The one notification.
    JsonNode delivery() {
      return deliveries()
          .reduce((a, b) -> {
            throw new AssertionError("there are several: " + a + b);
          })
          .orElseThrow();
    }
  }
}
