package dev.accrue.notify;

import java.time.Duration;
import java.util.Arrays;

/// Settings as an operator makes them.
final class TestProperties {

  private TestProperties() {}

  static NotificationProperties allowing(String... networks) {
    return new NotificationProperties(
        Arrays.stream(networks).map(Network::of).toList(),
        null,
        null,
        Duration.ofSeconds(10),
        12,
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        Duration.ofDays(30),
        32,
        4);
  }
}
