package dev.accrue.representation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.ModelKind;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestModels;
import dev.accrue.testing.TestUploads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@StillServer
class EntityTagsTest {

  private static final String SHARE = "/api/v1/teams/default/share";
  private static final String QUOTA = "/api/v1/teams/default/checkpoint-quota";

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private JdbcClient jdbc;

  private TestHttp administrator;

  @BeforeEach
  void clear() {
    fleet.clear();
    jdbc.sql("TRUNCATE model CASCADE").update();
    administrator = clients.administrator();
  }

  @Test
  void whatHasNotChangedIsNotReadAgain() {
    String job = "/api/v1/jobs/" + fleet.submit();
    String tag = tag(administrator.get(job));

    TestHttp.Answer again = administrator.with("If-None-Match", "\"other\", W/" + tag).get(job);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.text()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(tag);

    administrator.put(job + "/priority", "{\"priority\":7}");
    TestHttp.Answer changed = administrator.with("If-None-Match", tag).get(job);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().get("priority").asInt()).isEqualTo(7);
    assertThat(tag(changed)).isNotEqualTo(tag);
  }

  @Test
  void nobodyOverwritesWhatTheyHaveNotSeen() {
    UUID job = fleet.submit();
    clients.newUser("grace");
    assertOnlyTheCurrentOneIsChanged(
        "/api/v1/users/grace", "/api/v1/users/grace", "{\"administrator\":%s,\"disabled\":false}");
    assertOnlyTheCurrentOneIsChanged(
        SHARE,
        SHARE,
        """
        {"weight": 1, "guaranteedDevices": 0, "deviceLimit": null, "runningJobLimit": null,
         "runningJobsPerUser": null, "queuedJobLimit": %s}
        """,
        "1000",
        "1001");
    assertOnlyTheCurrentOneIsChanged(QUOTA, QUOTA, "{\"limitBytes\":%s}", "1000000", "2000000");
    assertOnlyTheCurrentOneIsChanged(
        "/api/v1/jobs/%s/retention".formatted(job),
        "/api/v1/jobs/%s/retention".formatted(job),
        "{\"keepLast\":%s}",
        "5",
        "6");
    assertOnlyTheCurrentOneIsChanged(
        "/api/v1/jobs/" + job,
        "/api/v1/jobs/%s/priority".formatted(job),
        "{\"priority\":%s}",
        "5",
        "6");
  }

  private void assertOnlyTheCurrentOneIsChanged(String seen, String changed, String body) {
    assertOnlyTheCurrentOneIsChanged(seen, changed, body, "true", "false");
  }

  private void assertOnlyTheCurrentOneIsChanged(
      String seen, String changed, String body, String first, String second) {
    String old = tag(administrator.get(seen));
    TestHttp holder = administrator.with("If-Match", old);
    TestHttp.Answer done = holder.put(changed, body.formatted(first));
    assertThat(done.status()).as(changed + " " + done).isEqualTo(200);
    assertThat(tag(done)).as("what it is now").isEqualTo(tag(administrator.get(seen)));

    TestHttp.Answer refused = holder.put(changed, body.formatted(second));
    assertThat(refused.status()).as(changed + " " + refused).isEqualTo(412);
    assertThat(refused.json().get("code").asString()).isEqualTo("PRECONDITION_FAILED");
    assertThat(refused.json().get("violations").get(0).get("field").asString())
        .isEqualTo("If-Match");
    assertThat(tag(administrator.get(seen))).isEqualTo(tag(done));
    assertThat(administrator.with("If-Match", "*").put(changed, body.formatted(second)).status())
        .isEqualTo(200);
  }

  @Test
  void whatCameInItsPlaceIsNotDeleted() {
    UUID team = team();
    TestDatasets.insert(jdbc, team, "mine", 10, 10, "28,28");
    String dataset = "/api/v1/datasets/default/mine";
    String old = tag(administrator.get(dataset));
    assertThat(administrator.delete(dataset).status()).isEqualTo(204);
    TestDatasets.insert(jdbc, team, "mine", 20, 10, "28,28");
    assertOnlyTheCurrentOneIsDeleted(dataset, old);

    insertModel(team, "one");
    String model = "/api/v1/models/default/m";
    old = tag(administrator.get(model));
    assertThat(administrator.delete(model).status()).isEqualTo(204);
    insertModel(team, "another");
    assertOnlyTheCurrentOneIsDeleted(model, old);
  }

  private void assertOnlyTheCurrentOneIsDeleted(String path, String old) {
    assertThat(administrator.with("If-Match", old).delete(path).status()).isEqualTo(412);
    String now = tag(administrator.get(path));
    assertThat(administrator.with("If-Match", old + ", " + now).delete(path).status())
        .isEqualTo(204);
    assertThat(administrator.get(path).status()).isEqualTo(404);
  }

  @Test
  void ofManyWhoSawTheSameOneChangesIt() throws Exception {
    String tag = tag(administrator.get(QUOTA));
    List<Future<TestHttp.Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 8; i++) {
        String body = "{\"limitBytes\":%d}".formatted(1_000_000_000L + i);
        TestHttp own = clients.administrator().with("If-Match", tag);
        answers.add(threads.submit(() -> own.put(QUOTA, body)));
      }
    }
    assertThat(answers.stream().map(answer -> answer.resultNow().status()))
        .containsOnlyOnce(200)
        .containsOnly(200, 412);
  }

  @Test
  void usageMovesByItselfAndIsNoChange() {
    jdbc.sql(
            """
            INSERT INTO team_usage (team_id, device_seconds, as_of)
            SELECT id, 1000, '2025-12-31T00:00:00Z' FROM team WHERE name = 'default'
            ON CONFLICT (team_id) DO UPDATE SET device_seconds = excluded.device_seconds
            """)
        .update();
    TestHttp.Answer before = administrator.get(SHARE);
    jdbc.sql("UPDATE team_usage SET device_seconds = 5000").update();

    TestHttp.Answer after = administrator.with("If-None-Match", tag(before)).get(SHARE);
    assertThat(after.status()).as("usage is shown anew").isEqualTo(200);
    assertThat(after.text()).isNotEqualTo(before.text());
    assertThat(tag(after)).isEqualTo(tag(before));
  }

  @Test
  void aConditionOnWhatHasNoTagIsNotPassedOver() {
    String job = "/api/v1/jobs/" + fleet.submit();

    TestHttp.Answer refused = administrator.with("If-Match", "\"x\"").post(job + "/hold");

    assertThat(refused.status()).as(refused.toString()).isEqualTo(412);
    assertThat(administrator.get(job + "/events").text()).doesNotContain("HELD");
  }

  private UUID team() {
    return jdbc.sql("SELECT id FROM team WHERE name = 'default'").query(UUID.class).single();
  }

  private void insertModel(UUID team, String bytes) {
    byte[] content = bytes.getBytes(StandardCharsets.UTF_8);
    String sha256 = TestUploads.sha256(content);
    jdbc.sql(
            """
            INSERT INTO blob (sha256, size_bytes, created_at, touched_at)
            VALUES (decode(:sha256, 'hex'), :size, now(), now()) ON CONFLICT DO NOTHING
            """)
        .param("sha256", sha256)
        .param("size", content.length)
        .update();
    TestModels.insert(jdbc, team, "m", ModelKind.SAFETENSORS, sha256);
  }

  private static String tag(TestHttp.Answer answer) {
    String tag = answer.header("ETag");
    assertThat(tag).as(answer.toString()).matches("\"[A-Za-z0-9_-]{24}\"");
    return tag;
  }
}
