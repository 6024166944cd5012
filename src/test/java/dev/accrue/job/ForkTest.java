package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Jobs that begin from another job's checkpoint.
@StillServer
class ForkTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  private TestAttempt parent;
  private UUID checkpoint;
  private TestHttp person;

  @BeforeEach
  void parentWithACheckpoint() {
    fleet.clear();
    person = clients.administrator();
    parent = fleet.start();
    assertThat(TestCheckpoints.at(10, parent).save(parent).status()).isEqualTo(204);
    checkpoint = jdbc.sql("SELECT id FROM checkpoint").query(UUID.class).single();
  }

  private UUID parentId() {
    return parent.assignment().jobId();
  }

  private TestHttp.Answer fork(TestHttp client, String body) {
    return client.post(
        "/api/v1/jobs/%s/checkpoints/%s/fork".formatted(parentId(), checkpoint), body);
  }

  private JsonNode lineage(UUID job) {
    return person.get("/api/v1/jobs/%s/lineage".formatted(job)).json();
  }

  @Test
  void beginsFromTheCheckpointWithAChangedSpec() {
    TestHttp.Answer answer =
        fork(
            person,
            """
            {"changes": {"name": "child", "training": {"learningRate": 0.01},
             "checkpoints": {"keepLast": 7}, "resources": null}}
            """);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    JsonNode spec = answer.json().get("spec");
    assertThat(spec.get("name").stringValue()).isEqualTo("child");
    assertThat(spec.at("/training/learningRate").doubleValue()).isEqualTo(0.01);
    assertThat(spec.at("/training/batch/effective").intValue()).isEqualTo(10);
    assertThat(spec.at("/checkpoints/keepLast").intValue()).isEqualTo(7);
    AttemptDescription description = fleet.restart().describe();
    assertThat(Objects.requireNonNull(description.initialCheckpoint()).optimizerStep())
        .isEqualTo(10);
    assertThat(Objects.requireNonNull(description.spec().initialWeights()).takesEverything())
        .isFalse();
  }

  @Test
  void lineageIsShownFromBothSidesAndOutlivesTheCheckpoint() {
    UUID child =
        UUID.fromString(fork(person, "{\"take\": \"everything\"}").json().get("id").stringValue());
    JsonNode up = lineage(child).get("parent");
    assertThat(up.get("jobId").stringValue()).isEqualTo(parentId().toString());
    assertThat(up.get("optimizerStep").longValue()).isEqualTo(10);
    assertThat(up.get("take").stringValue()).isEqualTo("everything");
    assertThat(up.get("checkpointKept").booleanValue()).isTrue();
    JsonNode down = lineage(parentId()).get("children");
    assertThat(down.size()).isEqualTo(1);
    assertThat(down.get(0).get("jobId").stringValue()).isEqualTo(child.toString());

    jdbc.sql("DELETE FROM job_reference").update();
    jdbc.sql("DELETE FROM checkpoint").update();
    assertThat(lineage(child).at("/parent/optimizerStep").longValue()).isEqualTo(10);
    assertThat(lineage(child).at("/parent/checkpointKept").booleanValue()).isFalse();
  }

  @Test
  void everythingIsTakenOnlyWhereItFits() {
    TestHttp.Answer fits =
        fork(
            person,
            """
            {"take": "everything", "changes": {"training": {"learningRate": 0.5,
             "batch": {"effective": 20}}}}
            """);
    assertThat(fits.status()).as(fits.toString()).isEqualTo(201);
    TestHttp.Answer refused =
        fork(
            person,
            """
            {"take": "everything", "changes": {"model": {"hidden": [9]},
             "training": {"optimizerSteps": 10, "seed": 99,
               "optimizer": {"name": "sgd", "momentum": 0.9}}}}
            """);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text())
        .contains("\"model\"", "training.seed", "training.optimizer", "training.optimizerSteps")
        .contains("the checkpoint has done 10 optimizer steps, and the job ends after 10")
        .contains("initialWeights.take: weights");
  }

  @Test
  void othersFindNothing() {
    TestHttp stranger =
        clients.newMember(clients.newTeam("fork-strangers"), "fork-stranger", "MAINTAINER");
    assertThat(fork(stranger, "{}").status()).isEqualTo(404);
    assertThat(stranger.get("/api/v1/jobs/%s/lineage".formatted(parentId())).status())
        .isEqualTo(404);
    UUID team = jdbc.sql("SELECT id FROM team WHERE name = 'default'").query(UUID.class).single();
    TestHttp viewer = clients.newMember(team, "fork-viewer", "VIEWER");
    assertThat(fork(viewer, "{}").status()).isEqualTo(403);
    checkpoint = UUID.randomUUID();
    assertThat(fork(person, "{}").status()).isEqualTo(404);
  }
}
