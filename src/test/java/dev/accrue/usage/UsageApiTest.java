package dev.accrue.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.usage.UsageReport;
import dev.accrue.api.usage.UsageRow;
import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.EndCause;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Reports over HTTP, of an attempt that the server saw from beginning to end.
@StillServer
class UsageApiTest {

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  private String team;
  private TestHttp member;
  private Instant beginning;

  @BeforeEach
  void clear() {
    fleet.clear();
    clock.advance(Duration.ofHours(1));
    team = "t" + UUID.randomUUID().toString().substring(0, 8);
    member = clients.newMember(clients.newTeam(team), team + "-member", "MEMBER");
    jdbc.sql("UPDATE api_token SET expires_at = expires_at + interval '30 days'").update();
    beginning = clock.instant();
  }

  /// Half an hour of waiting, an hour of training, of which a quarter looked for a micro-batch.
  private void train() {
    Answer submitted =
        member.post(
            "/api/v1/jobs",
            TestFleet.SPEC.replace(
                "\"name\": \"test\",",
                "\"name\": \"test\", \"team\": \"%s\", \"labels\": {\"project\": \"vision\"},"
                    .formatted(team)));
    assertThat(submitted.status()).as(submitted.toString()).isEqualTo(201);
    TestWorker worker = fleet.register(1);
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    jdbc.sql("UPDATE attempt SET lease_expires_at = 'infinity'").update();
    clock.advance(Duration.ofMinutes(30));
    attempt.describe();
    assertThat(attempt.post("/events", new AttemptEvent("K", "late", 900_000L)).status())
        .isEqualTo(204);
    assertThat(attempt.post("/events", new AttemptEvent("K", "earlier", 5L)).status())
        .isEqualTo(204);
    clock.advance(Duration.ofHours(1));
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
  }

  @Test
  void reportsToTheTeamAndToAdministratorsAndToNobodyElse() {
    train();
    TestHttp stranger =
        clients.newMember(clients.newTeam(team + "-other"), team + "-stranger", "MAINTAINER");

    JsonNode report = member.get(path("team,user,label:project,month")).json();

    assertThat(report.get("groupBy").toString())
        .isEqualTo("[\"month\",\"team\",\"user\",\"label:project\"]");
    JsonNode row = report.get("rows").get(0);
    assertThat(report.get("rows")).hasSize(1);
    assertThat(row.get("team").asString()).isEqualTo(team);
    assertThat(row.get("user").asString()).isEqualTo(team + "-member");
    assertThat(row.get("label").asString()).isEqualTo("vision");
    assertThat(row.get("period").asString()).isEqualTo(beginning.toString().substring(0, 7));
    assertThat(row.get("deviceHours").asDouble()).isEqualTo(1.5);
    assertThat(row.get("idleDeviceHours").asDouble()).isEqualTo(0.5);
    assertThat(row.get("probeDeviceHours").asDouble()).isEqualTo(0.25);
    assertThat(row.get("usefulDeviceHours").asDouble()).isEqualTo(0.75);
    assertThat(stranger.get(path("team")).json().get("rows")).isEmpty();
    assertThat(
            clients.administrator().get(path("team")).json().get("rows").findValuesAsString("team"))
        .contains(team);
  }

  @Test
  void isATableForWhoeverAcceptsOne() {
    train();

    Answer csv = member.with("Accept", "text/csv").get(path("label:project"));

    assertThat(csv.status()).as(csv.toString()).isEqualTo(200);
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    assertThat(csv.header("Content-Disposition")).contains("usage.csv");
    assertThat(csv.text())
        .isEqualTo(
            "label:project,attempts,device_hours,useful_device_hours,wasted_device_hours,"
                + "redone_device_hours,probe_device_hours,idle_device_hours\r\n"
                + "vision,1,1.500000,0.750000,0.250000,0.000000,0.250000,0.500000\r\n");
    assertThat(member.with("Accept", "text/csv").get(path("x")).status()).isEqualTo(422);
  }

  @Test
  void beginsWithTheMonthWhereNothingElseIsSaid() {
    JsonNode report = member.get("/api/v1/usage").json();

    assertThat(report.get("from").asString())
        .isEqualTo(clock.instant().toString().substring(0, 7) + "-01T00:00:00Z");
    assertThat(report.get("to").asString()).isEqualTo(clock.instant().toString());
    assertThat(report.get("groupBy").toString()).isEqualTo("[\"team\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "groupBy=x | groupBy",
        "groupBy=team,team | groupBy",
        "groupBy=day,month | groupBy",
        "groupBy=label:a,label:b | groupBy",
        "groupBy=label: | groupBy",
        "groupBy=label:A%20B | groupBy",
        "groupBy=team,user,day,label:a,label:b | groupBy",
        "from=yesterday | from",
        "from=1999-01-01T00:00:00Z | from",
        "to=2101-01-01T00:00:00Z | to",
        "from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z | from",
        "from=2024-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&groupBy=day | from",
        "from=2001-01-01T00:00:00Z&to=2026-01-01T00:00:00Z | from"
      })
  void refusesWithTheField(String query, String field) {
    Answer refused = member.get("/api/v1/usage?" + query);

    assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
    assertThat(refused.json().get("violations").get(0).get("field").asString()).isEqualTo(field);
  }

  @Test
  void listsJobsByTheirLabels() {
    train();

    assertThat(jobs("label=project=vision")).hasSize(1);
    assertThat(jobs("label=project=vision,stage=x")).isEmpty();
    assertThat(jobs("label=project=other")).isEmpty();
    assertThat(jobs("")).hasSize(1);
    assertThat(member.get("/api/v1/jobs?label=project").status()).isEqualTo(422);
  }

  private JsonNode jobs(String query) {
    return member.get("/api/v1/jobs?" + query).json().get("items");
  }

  @Test
  void noCellIsAFormula() {
    assertThat(List.of("=1+1", "+1", "-1", "@x", "\tx", "a,b", "say \"x\"", "plain", ""))
        .extracting(UsageTable::cell)
        .containsExactly(
            "'=1+1", "'+1", "'-1", "'@x", "'\tx", "\"a,b\"", "\"say \"\"x\"\"\"", "plain", "");
    UsageRow row = new UsageRow(null, null, "=cmd", null, 1, 1, 1, 0, 0, 0, 0);
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(UsageTable.text(new UsageReport(now, now, List.of("label:x"), List.of(row))))
        .contains("\r\n'=cmd,1,1.000000,");
  }

  private String path(String groupBy) {
    return "/api/v1/usage?groupBy=%s&from=%s&to=%s"
        .formatted(groupBy, beginning, clock.instant().plusSeconds(1));
  }
}
