package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FleetPropertiesTest {

  @Test
  void hasDefaults() {
    FleetProperties defaults =
        new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("accrue.fleet", FleetProperties.class);

    assertThat(defaults)
        .isEqualTo(
            new FleetProperties(
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofDays(30)));
  }

  @Test
  void readsEveryProperty() {
    Map<String, String> all =
        Map.of(
            "accrue.fleet.heartbeat-interval", "2s",
            "accrue.fleet.lease-ttl", "60s",
            "accrue.fleet.lease-safety-margin", "10s",
            "accrue.fleet.worker-timeout", "7s",
            "accrue.fleet.remove-workers-after", "2d");
    FleetProperties read =
        new Binder(new MapConfigurationPropertySource(all))
            .bindOrCreate("accrue.fleet", FleetProperties.class);

    assertThat(read)
        .isEqualTo(
            new FleetProperties(
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofSeconds(7),
                Duration.ofDays(2)));
  }

  /// What docs/operating.md says of 10,000 GPUs.
  @Test
  void takesTheTimesThatAreAdvisedForALargeFleet() throws IOException {
    String row =
        Files.readString(Path.of("docs/operating.md"))
            .lines()
            .filter(line -> line.startsWith("| to 10,000,"))
            .findFirst()
            .orElseThrow();
    Map<String, String> advised =
        Pattern.compile("`(?:accrue\\.fleet\\.)?([a-z-]+)` to (\\d+) (s|min)")
            .matcher(row)
            .results()
            .collect(
                Collectors.toMap(
                    match -> "accrue.fleet." + match.group(1),
                    match -> match.group(2) + match.group(3).charAt(0)));

    assertThat(advised)
        .containsOnlyKeys(
            "accrue.fleet.heartbeat-interval",
            "accrue.fleet.worker-timeout",
            "accrue.fleet.lease-ttl");
    assertThat(
            new Binder(new MapConfigurationPropertySource(advised))
                .bindOrCreate("accrue.fleet", FleetProperties.class)
                .heartbeatInterval())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 20000, 4000, 5000, 60, heartbeat-interval must be at least 10ms",
    "-1, 20000, 4000, 5000, 60, heartbeat-interval must be at least 10ms",
    "1000, 90000000, 4000, 5000, 60, lease-ttl must be at most 1d",
    "1000, 20000, 20000, 5000, 60, lease-safety-margin (PT20S) must be positive and less than",
    "1000, 20000, 0, 5000, 60, lease-safety-margin (PT0S) must be positive",
    "1000, 6000, 4000, 5000, 60, must hold at least 3 times",
    "1000, 20000, 4000, 1999, 60, worker-timeout (PT1.999S) must be at least twice",
    "1000, 20000, 4000, 5000, 59, remove-workers-after must be at least 1h",
    "1000, 20000, 4000, 7200000, 120, remove-workers-after must be at least 1h and longer than",
  })
  void refusesTimesThatDoNotFitTogether(
      long heartbeat, long ttl, long margin, long timeout, long removeMinutes, String message) {
    assertThatThrownBy(() ->
            new FleetProperties(
                Duration.ofMillis(heartbeat),
                Duration.ofMillis(ttl),
                Duration.ofMillis(margin),
                Duration.ofMillis(timeout),
                Duration.ofMinutes(removeMinutes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
