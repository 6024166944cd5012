package dev.accrue.observability;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.fleet.LeaseReaper;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

@StillServer
@TestPropertySource(properties = "accrue.metrics-token=" + MetricsTest.TOKEN)
class MetricsTest {

  static final String TOKEN = "accrue_metrics_0123456789012345678901234567890123456789012";

  private static final String METRICS = "/actuator/prometheus";
  private static final Path FILES = Path.of("k8s/observability");

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private SettableClock clock;
  @Autowired private LeaseReaper reaper;
  @Autowired private PlatformGauges gauges;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void strangersAndMembersReadNone() {
    TestHttp member = clients.newMember(clients.newTeam("metrics"), "metrics-member", "MAINTAINER");

    assertThat(clients.anonymous().get(METRICS).status()).isEqualTo(401);
    assertThat(bearer(TOKEN + "x").get(METRICS).status()).isEqualTo(401);
    assertThat(member.get(METRICS).status()).isEqualTo(403);
    assertThat(clients.administrator().get(METRICS).status()).isEqualTo(200);
    assertThat(clients.administrator().post(METRICS).status()).isIn(403, 405);
  }

  @Test
  void theTokenReadsMetricsAndNothingElse() {
    assertThat(bearer(TOKEN).get(METRICS).status()).isEqualTo(200);
    for (String other :
        List.of("/api/v1/jobs", "/api/v1/session", "/actuator/env", METRICS + "/x")) {
      assertThat(bearer(TOKEN).get(other).status()).as(other).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator", "/actuator/env", "/actuator/heapdump", "/actuator/metrics"})
  void nothingElseOfTheActuatorIsOpen(String path) {
    assertThat(clients.anonymous().get(path).status()).isEqualTo(401);
    assertThat(clients.administrator().get(path).status()).isEqualTo(403);
  }

  @Test
  void tellsWhatWaitsAndRuns() {
    fleet.submit(4);
    clock.advance(Duration.ofMinutes(2));
    fleet.start();

    assertThat(value("accrue_queue_jobs{team=\"default\"}")).isEqualTo(1);
    assertThat(value("accrue_queue_oldest_seconds{team=\"default\"}")).isEqualTo(120);
    assertThat(value("accrue_attempts_running{team=\"default\"}")).isEqualTo(1);
    assertThat(scrape()).containsPattern("accrue_devices\\{[^}]*state=\"held\"[^}]*} 1\\.0");
    assertThat(value("accrue_workers{state=\"serving\"}")).isEqualTo(1);
    assertThat(value("accrue_database_size_bytes")).isGreaterThan(1e6);
  }

  @Test
  void forgetsWorkersThatAreGone() {
    fleet.start();
    assertThat(scrape()).contains("accrue_devices{");

    clock.advance(Duration.ofMinutes(1));
    assertThat(scrape()).doesNotContain("accrue_devices{");
    assertThat(value("accrue_workers{state=\"silent\"}")).isEqualTo(1);
  }

  @Test
  void countsPlacementsPointsBytesAndEnds() {
    double placed = value("accrue_placement_latency_seconds_count");
    double points = value("accrue_points_ingested_total");
    double written = value("accrue_blob_written_bytes_total");
    double ended = value("accrue_attempts_ended_total{cause=\"USER_ERROR\"}");

    TestAttempt attempt = fleet.start();
    assertThat(attempt.sendLosses(1, 7, 1).status()).isEqualTo(204);
    byte[] bytes = "some bytes".getBytes(StandardCharsets.UTF_8);
    assertThat(attempt.put(TestCheckpoints.sha256(bytes), bytes).status()).isBetween(200, 204);
    assertThat(attempt.end(EndCause.USER_ERROR).status()).isEqualTo(204);

    assertThat(value("accrue_placement_latency_seconds_count") - placed).isEqualTo(1);
    assertThat(value("accrue_points_ingested_total") - points).isEqualTo(7);
    assertThat(value("accrue_blob_written_bytes_total") - written).isEqualTo(bytes.length);
    assertThat(value("accrue_attempts_ended_total{cause=\"USER_ERROR\"}") - ended).isEqualTo(1);
  }

  @Test
  void countsLeasesThatExpire() {
    double expired = value("accrue_leases_expired_total");
    fleet.start();

    clock.advance(Duration.ofMinutes(1));
    reaper.reap();

    assertThat(value("accrue_leases_expired_total") - expired).isEqualTo(1);
    assertThat(value("accrue_attempts_ended_total{cause=\"LOST_WORKER\"}")).isPositive();
  }

  /// A name that changed here and not there would leave an alert silent for ever.
  @ParameterizedTest
  @ValueSource(strings = {"rules.yaml", "dashboard.json"})
  void everyMetricThatIsWatchedExists(String file) throws IOException {
    fleet.start();
    String metrics = scrape();
    String text = Files.readString(FILES.resolve(file));

    Set<String> watched =
        Pattern.compile("\\b(accrue|http_server|hikaricp|jvm|process)_[a-z_]+\\b")
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .collect(toCollection(TreeSet::new));

    assertThat(watched).hasSizeGreaterThan(5);
    assertThat(watched)
        .filteredOn(
            name -> !metrics.contains("\n" + name + "{") && !metrics.contains("\n" + name + " "))
        // These need telemetry or a trainer that measures.
        .isSubsetOf("accrue_device_utilization_ratio");
  }

  @Test
  void theDocumentationNamesEveryMetricOfOursAndNoOther() throws IOException {
    fleet.start();
    Set<String> exported = names("(?m)^# TYPE (accrue_\\w+?)(?:_max)? ", scrape());

    Set<String> told =
        names(
            "`(accrue_\\w+)`",
            Files.readString(Path.of("docs/operating.md"))
                .lines()
                .filter(line -> line.startsWith("| `accrue_"))
                .collect(joining("\n")));

    assertThat(told).containsAll(exported);
    assertThat(told)
        .filteredOn(name -> !exported.contains(name))
        .isSubsetOf("accrue_device_utilization_ratio");
  }

  private static Set<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void theOperatorsRulesAreTheSame() throws IOException {
    JsonNode plain = yaml("rules.yaml").get("groups");

    assertThat(plain.get(0).get("rules")).hasSizeGreaterThan(5);
    assertThat(yaml("prometheus-rule.yaml").get("spec").get("groups")).isEqualTo(plain);
  }

  private static JsonNode yaml(String file) throws IOException {
    return new YAMLMapper().readTree(Files.readString(FILES.resolve(file)));
  }

  private TestHttp bearer(String token) {
    return clients.anonymous().with("Authorization", "Bearer " + token);
  }

  private String scrape() {
    gauges.refresh();
    return "\n" + bearer(TOKEN).get(METRICS).text();
  }

  private double value(String metric) {
    String text = scrape();
    int begin = text.indexOf("\n" + metric + " ");
    assertThat(begin).as("%s in %s", metric, text).isNotNegative();
    String line = text.substring(begin + 1, text.indexOf('\n', begin + 1));
    return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
  }
}
