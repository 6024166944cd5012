package dev.accrue.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.test.context.TestPropertySource;

/// A week in which Kueue admits three Jobs at a time, and takes one back now and then.
@KubernetesServer
@TestPropertySource(
    properties = {
      "accrue.fleet.heartbeat-interval=10m",
      "accrue.fleet.lease-ttl=1h",
      "accrue.fleet.lease-safety-margin=1m",
      "accrue.fleet.worker-timeout=25m",
      "accrue.job.max-losses-in-a-row=1000",
      "accrue.kubernetes.queue=training",
      "accrue.kubernetes.max-jobs=12",
    })
class KueueWeekTest extends Week {

  private static final int QUOTA = 3;

  @Override
  void admit(RandomGenerator random) {
    List<Job> open = cluster.jobs().stream().filter(it -> !PlayedCluster.finished(it)).toList();
    List<Job> admitted = open.stream().filter(it -> !it.getSpec().getSuspend()).toList();
    if (!admitted.isEmpty() && random.nextInt(12) == 0) {
      cluster.suspend(admitted.get(random.nextInt(admitted.size())), true);
    }
    open.stream()
        .filter(it -> it.getSpec().getSuspend())
        .limit(Math.max(0, QUOTA - admitted.size()))
        .forEach(it -> cluster.suspend(it, false));
  }
}
