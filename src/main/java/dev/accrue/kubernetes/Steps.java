package dev.accrue.kubernetes;

import dev.accrue.fleet.Machines;
import dev.accrue.job.JobLifecycle;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import dev.accrue.team.Token;
import dev.accrue.team.TokenIssuer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Does what was decided about one placement: in the database in a transaction of its own, in the
/// cluster between those.
@Component
@OnKubernetes
class Steps {

  private static final String ACTOR = "cluster";
  private static final int MOST_CHARACTERS = 4_000;

  private final ClusterApi cluster;
  private final Capacity capacity;
  private final PlacementTables tables;
  private final Machines machines;
  private final JobLifecycle lifecycle;
  private final TokenIssuer tokens;
  private final Signals signals;
  private final KubernetesProperties properties;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Steps(
      ClusterApi cluster,
      Capacity capacity,
      PlacementTables tables,
      Machines machines,
      JobLifecycle lifecycle,
      TokenIssuer tokens,
      Signals signals,
      KubernetesProperties properties,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.cluster = cluster;
    this.capacity = capacity;
    this.tables = tables;
    this.machines = machines;
    this.lifecycle = lifecycle;
    this.tokens = tokens;
    this.signals = signals;
    this.properties = properties;
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.clock = clock;
  }

  /// Does it, or notes that the cluster refuses.
  void take(Placement placement, Step step) {
    try {
      apply(placement, step);
    } catch (KubernetesClientException e) {
      if (!ClusterApi.refused(e)) {
        throw e;
      }
      apply(placement, Unreachable.refused(e));
    }
  }

  private void apply(Placement placement, Step step) {
    switch (step) {
      case Step.Rest() -> {}
      case Step.Note(String code, String reason) -> note(placement, code, reason);
      case Step.Create() -> create(placement);
      case Step.GiveToken(String uid) -> giveToken(placement, uid);
      case Step.Preempt(String reason) -> preempt(placement, reason);
      case Step.EndAttempt end -> endAttempt(placement, end);
      case Step.GiveUp(String reason) -> giveUp(placement, reason);
      case Step.Delete() -> cluster.delete(placement.id());
      case Step.Forget() -> forget(placement);
    }
  }

  private void note(Placement placement, String code, String reason) {
    transaction.executeWithoutResult(_ -> {
      if (tables.note(placement.id(), code, shortened(reason))) {
        signals.send(Signal.QUEUE, placement.jobId());
      }
    });
  }

  private void create(Placement placement) {
    Optional<Pool> pool = capacity.findPool(placement.pool());
    if (pool.isEmpty()) {
      giveUp(placement, "pool %s is not configured any more".formatted(placement.pool()));
      return;
    }
    // Where it was there already, the next look sees it.
    cluster
        .create(new JobManifest(properties, placement, pool.get()).job())
        .ifPresent(uid -> giveToken(placement, uid));
  }

  /// A Secret that was made and then not noted is given another token, which nobody has read yet.
  private void giveToken(Placement placement, String uid) {
    Token token =
        Objects.requireNonNull(
            transaction.execute(_ -> {
              tables.adopt(placement.id(), uid);
              return tokens.renewWorkerToken(placement.tokenId());
            }));
    cluster.put(JobManifest.secret(properties, placement, uid, token.secret()));
    transaction.executeWithoutResult(_ -> tables.tokenGiven(placement.id(), uid, clock.instant()));
  }

  private void preempt(Placement placement, String reason) {
    transaction.executeWithoutResult(
        _ -> lifecycle.preempt(placement.jobId(), ACTOR, shortened(reason)));
  }

  private void endAttempt(Placement placement, Step.EndAttempt end) {
    String reason = shortened(end.reason());
    transaction.executeWithoutResult(_ -> {
      if (machines.endUnserved(
          Objects.requireNonNull(placement.attemptId(), "only attempts are ended"),
          placement.jobId(),
          end.cause(),
          reason,
          ACTOR)) {
        tables.end(placement.id(), reason, clock.instant());
      }
    });
  }

  private void giveUp(Placement placement, String reason) {
    String shortened = shortened(reason);
    transaction.executeWithoutResult(_ -> {
      if (tables.giveUp(
          placement.id(),
          shortened,
          clock.instant(),
          properties.retryPause(),
          properties.maxRetryPause())) {
        lifecycle.recordEvent(placement.jobId(), null, "CLUSTER_JOB_ENDED", ACTOR, shortened);
        signals.send(Signal.QUEUE, placement.jobId());
      }
    });
  }

  /// Whoever still knows its token is refused from now on.
  private void forget(Placement placement) {
    transaction.executeWithoutResult(_ -> {
      tokens.renewWorkerToken(placement.tokenId());
      machines.gone(placement.workerId());
      tables.gone(placement.id(), clock.instant());
    });
  }

  private static String shortened(String reason) {
    return reason.substring(0, Math.min(reason.length(), MOST_CHARACTERS));
  }
}
