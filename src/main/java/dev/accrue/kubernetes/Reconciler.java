package dev.accrue.kubernetes;

import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes the cluster what the rows say, and the rows what the cluster says.
@Component
@OnKubernetes
class Reconciler {

  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final ClusterApi cluster;
  private final PlacementTables tables;
  private final Steps steps;
  private final Signals signals;
  private final KubernetesProperties properties;
  private final Clock clock;

  /// Holds the lock and nothing else, while others commit step by step.
  private final TransactionTemplate alone;

  private final TransactionTemplate transaction;

  Reconciler(
      ClusterApi cluster,
      PlacementTables tables,
      Steps steps,
      Signals signals,
      KubernetesProperties properties,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.cluster = cluster;
    this.tables = tables;
    this.steps = steps;
    this.signals = signals;
    this.properties = properties;
    this.clock = clock;
    this.alone = separate(transactions);
    this.transaction = separate(transactions);
  }

  private static TransactionTemplate separate(PlatformTransactionManager transactions) {
    TransactionTemplate template = new TransactionTemplate(transactions);
    template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    return template;
  }

  /// Compares everything once, unless another server is at it.
  ///
  /// @throws KubernetesClientException when the cluster's API server does not answer; what was not
  ///   done is done the next time
  void reconcile() {
    alone.executeWithoutResult(_ -> {
      if (tables.tryLockReconciler()) {
        compare();
      }
    });
  }

  /// Looks at the cluster first: a Job in it then has a row, unless it is nobody's.
  private void compare() {
    Map<UUID, Seen> seen = look();
    Instant now = clock.instant();
    transaction.executeWithoutResult(_ -> signals.sendAll(Signal.QUEUE, tables.endUnwanted(now)));
    List<Placement> placements = tables.findAll();
    for (Placement placement : placements) {
      Seen its = seen.getOrDefault(placement.id(), Seen.NOTHING);
      take(placement, Course.decide(placement, its, now, properties));
    }
    Set<UUID> known = placements.stream().map(Placement::id).collect(Collectors.toSet());
    seen.forEach((id, its) -> {
      if (!known.contains(id) && its.job() != null && !its.job().leaving()) {
        cluster.delete(id);
      }
    });
  }

  /// One that something is wrong with keeps no others from their steps.
  private void take(Placement placement, Step step) {
    try {
      steps.take(placement, step);
    } catch (KubernetesClientException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("{} failed for {}; the next look at the cluster tries again", step, placement, e);
    }
  }

  private Map<UUID, Seen> look() {
    try {
      return cluster.look();
    } catch (KubernetesClientException e) {
      tables.findAll().stream()
          .filter(it -> it.clusterUid() == null && it.endedAt() == null)
          .forEach(it -> steps.take(it, Unreachable.note(e)));
      throw e;
    }
  }
}
