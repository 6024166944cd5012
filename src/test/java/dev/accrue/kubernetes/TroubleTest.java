package dev.accrue.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.worker.EndCause;
import dev.accrue.fleet.LeaseReaper;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestHttp;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/// What becomes of jobs when the cluster does not do what it was asked.
@KubernetesServer
class TroubleTest extends ClusterTest {

  @Autowired private TransactionTemplate transactions;
  @Autowired private PlacementTables tables;
  @Autowired private LeaseReaper reaper;

  @Test
  void thatNoNodeTakesThePodIsTheJobsReasonToWaitForAsLongAsItIsSo() {
    UUID job = fleet.submit();
    settle();
    cluster.cannotSchedule(cluster.onlyPod(), "0/3 nodes are available: 3 Insufficient cpu.");
    settle();
    assertThat(waiting(job)).isEqualTo("CLUSTER_UNSCHEDULABLE");
    assertThat(reason(job)).contains("0/3 nodes are available: 3 Insufficient cpu.");

    // A cluster that grows may take a while.
    clock.advance(Duration.ofHours(5));
    settle();
    assertThat(waiting(job)).isEqualTo("CLUSTER_UNSCHEDULABLE");
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void anImageThatCannotBeHadIsGivenUpAfterAWhileAndTriedAgainLessAndLessOften() {
    UUID job = fleet.submit();
    settle();
    failToPull();
    assertThat(waiting(job)).isEqualTo("CLUSTER_IMAGE");
    assertThat(reason(job)).contains("ErrImagePull: no such manifest");
    clock.advance(Duration.ofMinutes(11));
    settle();
    assertThat(cluster.jobs()).isEmpty();
    assertThat(waiting(job)).isEqualTo("CLUSTER_RETRY");
    assertThat(reason(job)).contains("no such manifest", "tried again, not before");
    assertNothingLeft();

    clock.advance(Duration.ofSeconds(15));
    settle();
    failToPull();
    clock.advance(Duration.ofMinutes(11));
    settle();
    clock.advance(Duration.ofSeconds(29));
    settle();
    assertThat(waiting(job)).as("twice as long").isEqualTo("CLUSTER_RETRY");
    clock.advance(Duration.ofSeconds(1));
    settle();
    assertThat(begin().assignment().jobId()).isEqualTo(job);
    assertThat(
            jdbc.sql("SELECT count(*) FROM job_event WHERE kind = 'CLUSTER_JOB_ENDED'")
                .query(Integer.class)
                .single())
        .isEqualTo(2);
  }

  private void failToPull() {
    Pod pod = cluster.onlyPod();
    cluster.waitOnNode(pod, clock.instant(), "ErrImagePull", "no such manifest");
    settle();
  }

  @Test
  void aPodThatEndsBeforeItsWorkerRegistersIsReplacedAfterAPause() {
    UUID job = fleet.submit();
    settle();
    cluster.killContainer(cluster.onlyJob(), "Error", 1);
    settle();
    assertThat(waiting(job)).isEqualTo("CLUSTER_RETRY");
    assertThat(reason(job)).contains("exit code 1");
    clock.advance(Duration.ofSeconds(16));
    settle();
    assertThat(cluster.jobs()).hasSize(1);
  }

  @Test
  void aPodThatWasEvictedForOthersGivesItsJobBackWithoutALoss() {
    UUID job = fleet.submit();
    settle();
    begin();
    cluster.disrupt(cluster.onlyJob(), "EvictionByEvictionAPI", "the node is drained");
    reconciler.reconcile();

    assertThat(causes(job)).containsExactly("PREEMPTED");
    assertThat(state(job)).isEqualTo("QUEUED");
    settle();
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void aPodThatRanOutOfMemoryIsALossWithTheClustersWords() {
    UUID job = fleet.submit();
    settle();
    TestAttempt attempt = begin();
    cluster.killContainer(cluster.onlyJob(), "OOMKilled", 137);
    reconciler.reconcile();

    assertThat(causes(job)).containsExactly("LOST_WORKER");
    assertThat(
            jdbc.sql("SELECT reason FROM job_event WHERE attempt_id = ? AND to_state = 'QUEUED'")
                .param(attempt.id())
                .query(String.class)
                .single())
        .contains("OOMKilled", "exit code 137");
    assertThat(attempt.sendLosses(1, 2, 1).status()).as("fenced off").isEqualTo(409);
    settle();
    assertThat(begin().assignment().fencingToken())
        .isGreaterThan(attempt.assignment().fencingToken());
  }

  @Test
  void aKubernetesJobThatSomebodyDeletesIsReplacedAfterItsPodHasSaved() {
    UUID job = fleet.submit();
    settle();
    TestAttempt attempt = begin();
    cluster.delete(cluster.onlyJob());
    reconciler.reconcile();
    assertThat(state(job)).as("its pod has its grace").isEqualTo("PREEMPTING");
    attempt.end(EndCause.PREEMPTED);
    settle();

    assertThat(causes(job)).containsExactly("PREEMPTED");
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void aPodThatIsGoneWithoutAWordEndsItsAttempt() {
    UUID job = fleet.submit();
    settle();
    begin();
    cluster.delete(cluster.onlyJob());
    cluster.control();
    reconciler.reconcile();

    assertThat(causes(job)).containsExactly("PREEMPTED");
    settle();
    assertThat(cluster.jobs()).hasSize(1);
  }

  @Test
  void aKubernetesJobThatIsDeletedBeforeItBeganIsMadeAgain() {
    UUID job = fleet.submit();
    settle();
    cluster.delete(cluster.onlyJob());
    settle();
    assertThat(reason(job)).contains("was deleted");
    clock.advance(Duration.ofSeconds(16));
    settle();
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void aCanceledJobsPodIsTakenAway() {
    UUID waiting = fleet.submit();
    settle();
    cancel(waiting);
    settle();
    assertNothingLeft();

    UUID running = fleet.submit();
    settle();
    TestAttempt attempt = begin();
    cancel(running);
    attempt.end(EndCause.CANCELED);
    settle();
    clock.advance(Course.LINGER);
    settle();
    assertNothingLeft();
    assertThat(state(running)).isEqualTo("CANCELED");
  }

  @Test
  void aHeldJobAndAPausedQueueGiveTheirPlacesBack() {
    UUID job = fleet.submit();
    settle();
    jdbc.sql("UPDATE job SET held_at = queued_at").update();
    settle();
    assertNothingLeft();

    jdbc.sql("UPDATE job SET held_at = NULL").update();
    settle();
    assertThat(cluster.jobs()).hasSize(1);
    jdbc.sql("UPDATE team SET queue_paused_at = now()").update();
    settle();
    assertNothingLeft();
    jdbc.sql("UPDATE team SET queue_paused_at = NULL").update();
    settle();
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void aPodWhoseNodeIsLostLosesItsLeaseAsAnyWorkerDoes() {
    UUID job = fleet.submit();
    settle();
    begin();
    clock.advance(Duration.ofSeconds(31));
    reaper.reap();
    settle();
    assertThat(causes(job)).containsExactly("LOST_WORKER");
    assertThat(cluster.jobs()).as("the old one lingers beside the new one").hasSize(2);
    clock.advance(Course.LINGER);
    settle();
    assertThat(cluster.onlyJob().getMetadata().getLabels())
        .containsEntry("accrue.dev/job", job.toString());
  }

  @Test
  void anApiServerThatDoesNotAnswerIsToldToTheJobAndCostsNothing() {
    UUID job = fleet.submit();
    settle();
    TestAttempt attempt = begin();
    UUID later = fleet.submit();
    cluster.refuse(503, "");
    scheduling.tick();
    assertThatThrownBy(reconciler::reconcile).isInstanceOf(KubernetesClientException.class);
    scheduling.tick();
    assertThat(waiting(later)).isEqualTo("CLUSTER_UNREACHABLE");

    assertThat(attempt.sendLosses(1, 2, 1).status()).isLessThan(300);
    attempt.end(EndCause.SUCCEEDED);
    assertThat(state(job)).isEqualTo("SUCCEEDED");
    cluster.answerAgain();
    settle();
    clock.advance(Course.LINGER);
    settle();
    assertThat(begin().assignment().jobId()).isEqualTo(later);
  }

  @Test
  void whatTheClusterRefusesIsToldToTheJobAndTriedAgain() {
    UUID job = fleet.submit();
    cluster.refuse(403, "POST");
    settle();
    assertThat(waiting(job)).isEqualTo("CLUSTER_REFUSED");
    assertThat(reason(job)).contains("the test says no");
    cluster.answerAgain();
    settle();
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void aServerThatEndedBetweenTwoStepsIsContinuedByAnother() {
    UUID job = fleet.submit();
    scheduling.tick();
    // The Job was made, and nothing was noted.
    cluster.refuse(503, "POST /api/v1/namespaces/accrue/secrets");
    assertThatThrownBy(reconciler::reconcile).isInstanceOf(KubernetesClientException.class);
    jdbc.sql("UPDATE kubernetes_placement SET cluster_uid = NULL, token_at = NULL").update();
    cluster.answerAgain();
    settle();
    assertThat(cluster.jobs()).hasSize(1);
    assertThat(begin().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void aSecretThatWasMadeAndNotNotedIsGivenAnotherToken() {
    fleet.submit();
    settle();
    Secret before = cluster.secrets().getFirst();
    jdbc.sql("UPDATE kubernetes_placement SET token_at = NULL").update();
    settle();
    Secret after = cluster.secrets().getFirst();
    assertThat(Pods.token(after)).isNotEqualTo(Pods.token(before));
    begin();
  }

  @Test
  void whatNobodyKnowsOfIsDeletedAndOthersObjectsAreLeftAlone() {
    UUID job = fleet.submit();
    settle();
    Job own = cluster.onlyJob();
    cluster.copy(own, UUID.randomUUID(), "accrue");
    cluster.copy(own, UUID.randomUUID(), "another-installation");
    settle();

    assertThat(cluster.jobs())
        .extracting(it -> it.getMetadata().getLabels().get(JobManifest.INSTANCE))
        .containsExactlyInAnyOrder("accrue", "another-installation");
    assertThat(begin(own).assignment().jobId()).isEqualTo(job);
  }

  @Test
  void onlyTheServerWithTheLockActs() {
    fleet.submit();
    scheduling.tick();
    transactions.executeWithoutResult(_ -> {
      assertThat(tables.tryLockReconciler()).isTrue();
      reconciler.reconcile();
      assertThat(cluster.jobs()).isEmpty();
    });
    reconciler.reconcile();
    assertThat(cluster.jobs()).hasSize(1);
  }

  @Test
  void anEndedPodsTokenIsReplacedBeforeItsNumberServesAgain() {
    UUID first = fleet.submit();
    settle();
    Job gone = cluster.onlyJob();
    TestHttp old = pods.http(gone);
    cancel(first);
    settle();
    fleet.submit();
    settle();
    assertThat(Pods.argument(cluster.onlyJob(), "--worker-id"))
        .isEqualTo(Pods.argument(gone, "--worker-id"));
    assertThat(pods.register(gone, old, UUID.randomUUID()).status()).isEqualTo(401);
    begin();
  }
}
