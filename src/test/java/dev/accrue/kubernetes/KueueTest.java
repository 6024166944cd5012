package dev.accrue.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/// Where Kueue decides who starts: Accrue gives it suspended Jobs and follows what it does.
@KubernetesServer
@TestPropertySource(
    properties = {
      "accrue.kubernetes.queue=training",
      "accrue.kubernetes.team-queues.vision=training-of-vision",
      "accrue.kubernetes.max-jobs=3",
      "accrue.kubernetes.priority-classes[-100]=accrue-low",
      "accrue.kubernetes.priority-classes[0]=accrue-normal",
      "accrue.kubernetes.priority-classes[50]=accrue-high",
    })
class KueueTest extends ClusterTest {

  @Test
  void jobsAreGivenToTheQueueSuspendedWhateverThePoolsSizes() {
    UUID large = fleet.submit(3);
    UUID urgent = fleet.submit(spec -> priority(spec, 60));
    settle();

    assertThat(cluster.jobs()).hasSize(2);
    assertThat(job(large).getSpec().getSuspend()).isTrue();
    assertThat(job(large).getMetadata().getLabels())
        .containsEntry("kueue.x-k8s.io/queue-name", "training")
        .containsEntry("kueue.x-k8s.io/priority-class", "accrue-normal");
    assertThat(job(urgent).getMetadata().getLabels())
        .containsEntry("kueue.x-k8s.io/priority-class", "accrue-high");
    assertThat(job(large).getSpec().getTemplate().getMetadata().getLabels())
        .as("Kueue takes the Job, not its pod")
        .doesNotContainKey("kueue.x-k8s.io/queue-name");
    assertThat(waiting(large)).isEqualTo("CLUSTER_ADMISSION");
    assertThat(cluster.pods()).isEmpty();
  }

  @Test
  void aTeamMayHaveAQueueOfItsOwn() {
    UUID job = fleet.submit();
    UUID team = clients.newTeam("vision");
    jdbc.sql("UPDATE job SET team_id = ? WHERE id = ?").params(team, job).update();
    settle();
    assertThat(job(job).getMetadata().getLabels())
        .containsEntry("kueue.x-k8s.io/queue-name", "training-of-vision");
    assertThat(jdbc.sql("SELECT reason FROM kubernetes_placement").query(String.class).single())
        .contains("queue training-of-vision");
  }

  @Test
  void whatKueueSaysIsTheJobsReasonToWait() {
    UUID job = fleet.submit();
    settle();
    cluster.workload(
        cluster.onlyJob(), "QuotaReserved", "False", "insufficient unused quota for cpu");
    settle();
    assertThat(reason(job)).contains("queue training", "insufficient unused quota for cpu");

    cluster.suspend(cluster.onlyJob(), false);
    settle();
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void oneThatKueuePreemptsSavesAndIsGivenToItAgain() {
    UUID job = fleet.submit();
    settle();
    cluster.suspend(cluster.onlyJob(), false);
    settle();
    TestAttempt attempt = begin();
    assertThat(TestCheckpoints.at(10, attempt).save(attempt).status()).isLessThan(300);
    Job first = cluster.onlyJob();
    cluster.suspend(first, true);
    cluster.workload(first, "Evicted", "True", "Preempted to accommodate a workload");
    reconciler.reconcile();
    assertThat(state(job)).isEqualTo("PREEMPTING");
    assertThat(preemption(job)).contains("Preempted to accommodate a workload");

    attempt.end(EndCause.PREEMPTED);
    cluster.control();
    settle();
    clock.advance(Course.LINGER);
    settle();
    assertThat(causes(job)).containsExactly("PREEMPTED");
    Job second = cluster.onlyJob();
    assertThat(second.getMetadata().getUid()).isNotEqualTo(first.getMetadata().getUid());
    assertThat(second.getSpec().getSuspend()).isTrue();
    cluster.suspend(second, false);
    settle();
    assertThat(Objects.requireNonNull(begin().describe().resume()).optimizerStep()).isEqualTo(10);
  }

  @Test
  void oneThatKueuePreemptsAndThatSaysNothingEndsWithItsPod() {
    UUID job = fleet.submit();
    settle();
    cluster.suspend(cluster.onlyJob(), false);
    settle();
    begin();
    cluster.suspend(cluster.onlyJob(), true);
    cluster.control();
    reconciler.reconcile();
    assertThat(causes(job)).containsExactly("PREEMPTED");
  }

  @Test
  void oneThatKueueTakesBackBeforeItBeganWaitsForItAgain() {
    UUID job = fleet.submit();
    settle();
    cluster.suspend(cluster.onlyJob(), false);
    settle();
    cluster.suspend(cluster.onlyJob(), true);
    settle();
    assertThat(waiting(job)).isEqualTo("CLUSTER_ADMISSION");
    cluster.suspend(cluster.onlyJob(), false);
    settle();
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void noMoreAreGivenToItThanItIsToHave() {
    for (int i = 0; i < 3; i++) {
      fleet.submit();
      clock.advance(SECOND);
    }
    UUID last = fleet.submit();
    settle();
    assertThat(cluster.jobs()).hasSize(3);
    assertThat(waiting(last)).isEqualTo("CLUSTER_FULL");
    UUID elsewhere =
        fleet.submit(spec ->
            spec.replace(
                "\"checkpoints\"",
                "\"resources\": {\"devices\": 1, \"selector\": {\"pool\": \"big\"}}, \"checkpoints\""));
    settle();
    assertThat(waiting(elsewhere)).isEqualTo("NO_SUCH_DEVICES");
  }

  private Job job(UUID id) {
    return cluster.jobs().stream()
        .filter(it -> id.toString().equals(it.getMetadata().getLabels().get("accrue.dev/job")))
        .findFirst()
        .orElseThrow();
  }

  private String preemption(UUID job) {
    return jdbc.sql("SELECT reason FROM job_event WHERE job_id = ? AND to_state = 'PREEMPTING'")
        .param(job)
        .query(String.class)
        .single();
  }

  private static String priority(String spec, int priority) {
    return spec.replace(
        "\"checkpoints\"",
        "\"scheduling\": {\"priority\": %d}, \"checkpoints\"".formatted(priority));
  }
}
