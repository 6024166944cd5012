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
