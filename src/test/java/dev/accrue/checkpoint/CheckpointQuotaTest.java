package dev.accrue.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Each checkpoint of the tests has 40 bytes of its own and 80 that all of them share; two are
/// kept.
@StillServer
class CheckpointQuotaTest {

  private static final String QUOTA = "/api/v1/teams/default/checkpoint-quota";

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  @AfterEach
  void clear() {
    fleet.clear();
    jdbc.sql("UPDATE team SET checkpoint_bytes_limit = NULL").update();
  }

  @Test
  void countsEachBlobOnceAndWhatRetentionKeeps() {
    TestAttempt attempt = fleet.start();
    limit("160");
    for (int step = 10; step <= 50; step += 10) {
      assertThat(TestCheckpoints.at(step, attempt).save(attempt).status()).isEqualTo(204);
    }
    var quota = clients.administrator().get(QUOTA).json();
    assertThat(quota.get("usedBytes").longValue()).isEqualTo(160);
    assertThat(quota.get("checkpoints").longValue()).isEqualTo(2);
    assertThat(quota.get("limitBytes").longValue()).isEqualTo(160);
  }

  @Test
  void refusesBeforeBytesTravelAndAtTheSave() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints.at(10, attempt).save(attempt);
    limit("159");
    TestCheckpoints next = TestCheckpoints.at(20, attempt);

    TestHttp.Answer asked = attempt.post("/checkpoints/missing", next.manifest());
    assertThat(asked.status()).as(asked.toString()).isEqualTo(507);
    assertThat(asked.text())
        .contains("QUOTA_EXCEEDED", "would take 160 bytes, more than its 159", "optimizer step 20");
    assertThat(next.save(attempt).status()).isEqualTo(507);
    assertThat(jdbc.sql("SELECT optimizer_step FROM checkpoint").query(Long.class).list())
        .containsExactly(10L);
    limit("null");
    assertThat(next.save(attempt).status()).isEqualTo(204);
  }

  /// 784 x 8 weights and 8 biases, then the layer whose width nobody knows yet; momentum and moving
  /// averages make three of each: 75,360 bytes a checkpoint at least.
  @Test
  void refusesAPolicyThatCannotFitBeforeAnythingIsTrained() {
    String three = spec("\"keepLast\": 3");
    limit("226079");

    TestHttp.Answer refused = submit(three);
    assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
    JsonNode violation = refused.json().get("violations").get(0);
    assertThat(violation.get("field").stringValue()).isEqualTo("checkpoints.keepLast");
    assertThat(violation.get("value").stringValue()).isEqualTo("3");
    assertThat(violation.get("message").stringValue())
        .isEqualTo(
            "each checkpoint takes about 75,360 bytes, and 3 of them are kept: about 226,080 bytes,"
                + " more than the 226,079 that the team's checkpoints may take");
    assertThat(violation.get("fix").stringValue())
        .isEqualTo("keep at most 2 in all, or ask an administrator for a larger checkpoint quota");
    assertThat(submit(spec("\"keepLast\": 2")).status()).isEqualTo(201);
    limit("226080");
    assertThat(submit(three).status()).isEqualTo(201);
  }

  @Test
  void blamesTheRuleThatKeepsTheMostAndTheModelWhereNoneFits() {
    limit("600000");
    assertThat(field(spec("\"keepLast\": 2, \"keepEveryOptimizerSteps\": 100")))
        .isEqualTo("checkpoints.keepEveryOptimizerSteps");
    assertThat(
            field(
                spec(
                    "\"keepLast\": 2, \"keepBest\": {\"metric\": \"validation/loss\", \"count\": 9}")))
        .isEqualTo("checkpoints.keepBest.count");
    // There are no more than two.
    assertThat(
            submit(
                    spec("\"keepLast\": 9")
                        .replace("\"optimizerSteps\": 1000", "\"optimizerSteps\": 20"))
                .status())
        .isEqualTo(201);
    limit("75359");
    assertThat(field(spec("\"keepLast\": 1"))).isEqualTo("model");
  }

  /// What is frozen is stored once, without momentum and average.
  @Test
  void countsFrozenParametersOnce() {
    String frozen =
        spec("\"keepLast\": 100").replace("\"ema\"", "\"freeze\": [\"layers.1.*\"], \"ema\"");
    limit("25120");
    TestHttp.Answer accepted = submit(frozen);
    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(201);
    limit("25119");
    assertThat(field(frozen)).isEqualTo("model");
  }

  private static String spec(String keeps) {
    return TestFleet.SPEC
        .replace("\"keepLast\": 2", keeps)
        .replace(
            "{\"name\": \"sgd\"}",
            "{\"name\": \"sgd\", \"momentum\": 0.9}, \"ema\": {\"decay\": 0.9}");
  }

  private TestHttp.Answer submit(String spec) {
    return clients.administrator().post("/api/v1/jobs", spec);
  }

  private String field(String spec) {
    TestHttp.Answer refused = submit(spec);
    assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
    return refused.json().get("violations").get(0).get("field").stringValue();
  }

  @Test
  void administratorsChangeItMembersSeeItAndOthersDoNot() {
    UUID team = jdbc.sql("SELECT id FROM team WHERE name = 'default'").query(UUID.class).single();
    String unique = Long.toString(System.nanoTime());
    TestHttp member = clients.newMember(team, "member" + unique, "MAINTAINER");
    TestHttp outsider = clients.withTokenOf(clients.newUser("outsider" + unique));

    assertThat(member.get(QUOTA).status()).isEqualTo(200);
    assertThat(member.put(QUOTA, "{\"limitBytes\": 1}").status()).isEqualTo(403);
    assertThat(outsider.get(QUOTA).status()).isEqualTo(404);
    assertThat(clients.administrator().put(QUOTA, "{\"limitBytes\": -1}").status()).isEqualTo(422);
  }

  private void limit(String bytes) {
    TestHttp.Answer answer =
        clients.administrator().put(QUOTA, "{\"limitBytes\": %s}".formatted(bytes));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }
}
