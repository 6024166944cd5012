package dev.accrue.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.signal.Signals;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/// The loop as it runs in a server, where nobody looks by himself for ten minutes.
@KubernetesServer
@TestPropertySource(properties = "accrue.kubernetes.resync-interval=10m")
class ReconcileLoopTest extends ClusterTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Autowired private ClusterApi api;
  @Autowired private KubernetesProperties properties;
  @Autowired private Signals signals;

  private @Nullable ReconcileLoop loop;

  @BeforeEach
  void start() {
    loop = new ReconcileLoop(reconciler, api, properties, signals);
    loop.start();
  }

  @AfterEach
  void stop() {
    if (loop != null) {
      loop.stop();
    }
  }

  @Test
  void isWokenByTheQueueAndByTheCluster() {
    UUID job = fleet.submit();
    scheduling.tick();
    await().atMost(PATIENCE).until(() -> cluster.secrets().size() == 1);

    cluster.control();
    cluster.cannotSchedule(cluster.onlyPod(), "0/3 nodes are available");
    await().atMost(PATIENCE).until(() -> code(job).equals("CLUSTER_UNSCHEDULABLE"));
    cluster.delete(cluster.onlyJob());
    await().atMost(PATIENCE).until(() -> endReason(job).contains("was deleted"));
  }

  @Test
  void goesOnWhenTheClusterAnswersAgain() {
    cluster.refuse(503, "");
    fleet.submit();
    scheduling.tick();
    await()
        .atMost(PATIENCE)
        .until(() ->
            jdbc.sql("SELECT code FROM kubernetes_placement")
                .query(String.class)
                .single()
                .equals("CLUSTER_UNREACHABLE"));
    cluster.answerAgain();
    await().atMost(PATIENCE).until(() -> cluster.secrets().size() == 1);
  }

  @Test
  void asksLessAndLessOftenAndNeverMoreSeldomThanOnceAMinute() {
    assertThat(ReconcileLoop.pause(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(ReconcileLoop.pause(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(ReconcileLoop.pause(100)).isEqualTo(Duration.ofMinutes(1));
  }

  private String code(UUID job) {
    return text("SELECT code FROM kubernetes_placement WHERE job_id = ?", job);
  }

  private String endReason(UUID job) {
    return text("SELECT coalesce(end_reason, '') FROM kubernetes_placement WHERE job_id = ?", job);
  }

  private String text(String sql, UUID job) {
    return jdbc.sql(sql).param(job).query(String.class).single();
  }
}
