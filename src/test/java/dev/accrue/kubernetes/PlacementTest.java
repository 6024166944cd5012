package dev.accrue.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// From a queued job to a Kubernetes Job, its worker, its end, and nothing left over.
@KubernetesServer
class PlacementTest extends ClusterTest {

  @Test
  void aJobGetsOneRestrictedKubernetesJobAndASecretThatGoesWithIt() {
    UUID job = fleet.submit(2);
    settle();

    Job placed = cluster.onlyJob();
    assertThat(placed.getMetadata().getLabels())
        .containsEntry("accrue.dev/job", job.toString())
        .containsEntry("app.kubernetes.io/instance", "accrue");
    assertThat(placed.getSpec().getBackoffLimit()).isZero();
    assertThat(placed.getSpec().getSuspend()).isFalse();
    PodSpec pod = placed.getSpec().getTemplate().getSpec();
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(120);
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    Container container = pod.getContainers().getFirst();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getResources().getLimits()).containsEntry("cpu", new Quantity("4"));
    assertThat(container.getArgs())
        .contains("--once", "--cpu-slots=2", "--stop-grace-seconds=100", "--label=pool=small");

    Secret secret = cluster.secrets().getFirst();
    assertThat(secret.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> {
          assertThat(owner.getKind()).isEqualTo("Job");
          assertThat(owner.getUid()).isEqualTo(placed.getMetadata().getUid());
        });
    settle();
    assertThat(cluster.jobs()).hasSize(1);
  }

  @Test
  void theJobBeginsWhenItsPodsWorkerHasRegistered() {
    UUID job = fleet.submit();
    settle();
    assertThat(waiting(job)).isEqualTo("CLUSTER_STARTING");
    cluster.run(cluster.onlyPod(), clock.instant());
    settle();
    assertThat(state(job)).isEqualTo("QUEUED");

    TestWorker worker = pods.start(cluster.onlyJob());
    assertThat(scheduling.tick()).isEqualTo(1);
    TestAttempt attempt = worker.takeOne();
    assertThat(attempt.assignment().jobId()).isEqualTo(job);
    attempt.describe();
    assertThat(state(job)).isEqualTo("RUNNING");
    settle();
    assertThat(cluster.jobs()).hasSize(1);

    attempt.end(EndCause.SUCCEEDED);
    assertThat(state(job)).isEqualTo("SUCCEEDED");
    TestHttp http = pods.http(cluster.onlyJob());
    Job placed = cluster.onlyJob();
    settle();
    assertThat(cluster.jobs()).as("it may send its last lines").hasSize(1);
    cluster.complete(placed);
    settle();
    assertThat(cluster.jobs()).isEmpty();
    assertThat(cluster.secrets()).isEmpty();
    assertThat(pods.register(placed, http, UUID.randomUUID()).status())
        .as("its token is good for nothing any more")
        .isEqualTo(401);
    assertNothingLeft();
  }

  @Test
  void thePlannerDecidesByTheConfiguredCapacity() {
    UUID first = fleet.submit(2);
    clock.advance(SECOND);
    UUID second = fleet.submit(2);
    clock.advance(SECOND);
    UUID third = fleet.submit();
    UUID large = fleet.submit(3);
    settle();

    assertThat(cluster.jobs()).hasSize(2);
    assertThat(waiting(first)).startsWith("CLUSTER_");
    assertThat(waiting(second)).startsWith("CLUSTER_");
    assertThat(waiting(third)).isEqualTo("RESERVED");
    assertThat(waiting(large)).isEqualTo("NO_SUCH_DEVICES");

    cancel(first);
    settle();
    assertThat(waiting(third)).startsWith("CLUSTER_");
    assertThat(cluster.jobs()).hasSize(2);
  }

  @Test
  void otherWorkersGetNothing() {
    UUID job = fleet.submit();
    TestWorker stranger = fleet.register(2);
    settle();
    scheduling.tick();

    assertThat(stranger.beat().assignments()).isEmpty();
    assertThat(state(job)).isEqualTo("QUEUED");
    TestHttp.Answer answer = pods.register(cluster.onlyJob(), fleet.asWorker(), UUID.randomUUID());
    assertThat(answer.status()).isEqualTo(200);
    scheduling.tick();
    assertThat(state(job))
        .as("a worker under the pod's name, with another token")
        .isEqualTo("QUEUED");
  }

  @Test
  void anAttemptThatIsPreemptedLeavesItsPlaceToTheJobThatItIsFor() {
    UUID first = fleet.submit(2);
    settle();
    TestAttempt attempt = begin();
    clock.advance(SECOND);
    UUID pending = fleet.submit(2);
    settle();
    assertThat(waiting(pending)).startsWith("CLUSTER_");
    clock.advance(SECOND);
    UUID next = fleet.submit(spec -> priority(spec, "4"));
    clock.advance(SECOND);
    UUID urgent = fleet.submit(spec -> priority(spec, "5"));

    scheduling.tick();
    settle();
    // A place that has not begun costs nothing.
    assertThat(waiting(urgent)).startsWith("CLUSTER_");
    assertThat(waiting(pending)).doesNotStartWith("CLUSTER_");
    assertThat(state(first)).isEqualTo("PREEMPTING");
    assertThat(waiting(next)).isEqualTo("PREEMPTING");
    settle();
    assertThat(jdbc.sql("SELECT count(*) FROM kubernetes_claim").query(Integer.class).single())
        .isEqualTo(1);

    attempt.end(EndCause.PREEMPTED);
    settle();
    assertThat(waiting(next)).startsWith("CLUSTER_");
    assertThat(state(first)).isEqualTo("QUEUED");
    assertThat(waiting(first)).doesNotStartWith("CLUSTER_");
    settle();
    assertThat(jdbc.sql("SELECT count(*) FROM kubernetes_claim").query(Integer.class).single())
        .isZero();
  }

  private static String priority(String spec, String priority) {
    return spec.replace(
        "\"checkpoints\"",
        "\"resources\": {\"devices\": 2}, \"scheduling\": {\"priority\": %s}, \"checkpoints\""
            .formatted(priority));
  }
}
