package dev.accrue.kubernetes;

import java.util.random.RandomGenerator;
import org.springframework.test.context.TestPropertySource;

/// A week in which the planner decides by the pools' sizes.
@KubernetesServer
@TestPropertySource(
    properties = {
      "accrue.fleet.heartbeat-interval=10m",
      "accrue.fleet.lease-ttl=1h",
      "accrue.fleet.lease-safety-margin=1m",
      "accrue.fleet.worker-timeout=25m",
      "accrue.job.max-losses-in-a-row=1000",
    })
class PlannerWeekTest extends Week {

  @Override
  void admit(RandomGenerator random) {
    // Nobody stands between the planner and the cluster.
  }
}
