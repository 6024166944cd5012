package dev.accrue.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestWorker;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What tests of a server over a played cluster have in common.
abstract class ClusterTest {

  static final Duration SECOND = Duration.ofSeconds(1);

  @Autowired TestFleet fleet;
  @Autowired SchedulingTick scheduling;
  @Autowired Reconciler reconciler;
  @Autowired PlayedCluster cluster;
  @Autowired HttpClients clients;
  @Autowired SettableClock clock;
  @Autowired JdbcClient jdbc;

  Pods pods;

  @BeforeEach
  void clear() {
    cluster.clear();
    fleet.clear();
    pods = new Pods(cluster, clients);
  }

  /// Lets server and cluster come to rest.
  void settle() {
    for (int round = 0; round < 3; round++) {
      scheduling.tick();
      reconciler.reconcile();
      cluster.control();
    }
    reconciler.reconcile();
    scheduling.tick();
  }

  /// Brings up the pod of the only Job, and starts its attempt.
  TestAttempt begin() {
    cluster.control();
    return begin(cluster.onlyJob());
  }

  TestAttempt begin(Job job) {
    cluster.podsOf(job).forEach(pod -> cluster.run(pod, clock.instant()));
    TestWorker worker = pods.start(job);
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    return attempt;
  }

  String state(UUID job) {
    return view(job).get("state").asString();
  }

  /// The code of what the job waits for.
  String waiting(UUID job) {
    return view(job).path("waiting").path("code").asString("");
  }

  String reason(UUID job) {
    return view(job).path("waiting").path("reason").asString("");
  }

  JsonNode view(UUID job) {
    return clients.administrator().get("/api/v1/jobs/" + job).json();
  }

  void cancel(UUID job) {
    assertThat(clients.administrator().post("/api/v1/jobs/%s/cancel".formatted(job)).status())
        .isLessThan(300);
  }

  List<String> causes(UUID job) {
    return jdbc.sql(
            "SELECT cause FROM attempt WHERE job_id = ? AND ended_at IS NOT NULL ORDER BY number")
        .param(job)
        .query((row, _) -> row.getString(1))
        .list();
  }

  /// Nothing in the cluster, and no row that would claim so.
  void assertNothingLeft() {
    assertThat(cluster.jobs()).isEmpty();
    assertThat(cluster.secrets()).isEmpty();
    assertThat(cluster.pods()).isEmpty();
    assertThat(
            jdbc.sql("SELECT count(*) FROM kubernetes_placement WHERE gone_at IS NULL")
                .query(Integer.class)
                .single())
        .isZero();
  }
}
