package dev.accrue.fleet;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.worker.ModuleCheck;
import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.ModuleCheckTask;
import dev.accrue.job.ModuleTrials;
import dev.accrue.signal.Signal;
import dev.accrue.signal.SignalListener;
import dev.accrue.signal.Signals;
import dev.accrue.team.CheckAuthenticator;
import dev.accrue.team.CheckHolder;
import dev.accrue.team.Token;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Hands modules to workers to be tried out, and waits for what they say. A trial that passed
/// counts for equal ones for a day.
@Component
class ModuleChecks implements ModuleTrials, CheckAuthenticator, SignalListener {

  private static final Duration KEPT = Duration.ofDays(1);
  private static final long LOOK_AGAIN_MILLIS = 2_000;

  private final ModuleCheckStore store;
  private final ModuleCheckProperties properties;
  private final FleetProperties fleet;
  private final Signals signals;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final Map<UUID, Semaphore> waiting = new ConcurrentHashMap<>();

  ModuleChecks(
      ModuleCheckStore store,
      ModuleCheckProperties properties,
      FleetProperties fleet,
      Signals signals,
      TransactionTemplate transactions,
      Clock clock) {
    this.store = store;
    this.properties = properties;
    this.fleet = fleet;
    this.signals = signals;
    this.transactions = transactions;
    this.clock = clock;
    signals.listen(this);
  }

  @Override
  public Verdict tryOut(UUID teamId, ModuleCheckTask task) {
    Instant now = clock.instant();
    byte[] sha256 = HexFormat.of().parseHex(CanonicalSpec.sha256HexOfPart(task));
    if (store.hasPassed(sha256, now.minus(KEPT))) {
      return new Verdict.Passed();
    }
    if (!store.anyWorker(fleet.silentSince(now))) {
      return new Verdict.Deferred("no worker is there to try the module out");
    }
    if (store.countRunning(teamId, now) >= properties.maxPerTeam()) {
      return new Verdict.Deferred("the team has enough modules tried out at the moment");
    }
    UUID id = UUID.randomUUID();
    Semaphore news = new Semaphore(0);
    waiting.put(id, news);
    try {
      store.deleteOlderThan(now.minus(KEPT));
      store.insert(id, teamId, task, sha256, now, now.plus(properties.timeout()));
      return await(id, news);
    } finally {
      waiting.remove(id);
    }
  }

  private Verdict await(UUID id, Semaphore news) {
    long deadline = System.nanoTime() + properties.timeout().toNanos();
    try {
      while (true) {
        Optional<ModuleCheckResult> result = store.findResult(id);
        if (result.isPresent()) {
          return verdict(result.get());
        }
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (leftMillis <= 0) {
          break;
        }
        // Signals may be lost, so it looks now and then in any case.
        if (news.tryAcquire(Math.min(leftMillis, LOOK_AGAIN_MILLIS), TimeUnit.MILLISECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.withdraw(id, clock.instant());
    return store
        .findResult(id)
        .map(ModuleChecks::verdict)
        .orElseGet(() ->
            new Verdict.Deferred(
                "no worker had tried the module out after %d s"
                    .formatted(properties.timeout().toSeconds())));
  }

  private static Verdict verdict(ModuleCheckResult result) {
    return result.passed() ? new Verdict.Passed() : new Verdict.Failed(result.message());
  }

  /// One trial for a worker that asks; called in the heartbeat's transaction.
  List<ModuleCheck> handOut(UUID workerId, Instant now) {
    Token token = Token.generate(Token.CHECK_PREFIX);
    return store.handOut(workerId, token.hash(), now).stream()
        .map(check ->
            new ModuleCheck(
                check.id(),
                token.secret(),
                Math.max(1, Duration.between(now, check.expiresAt()).toMillis())))
        .toList();
  }

  @Override
  public Optional<CheckHolder> authenticateCheck(byte[] tokenHash) {
    return store.findByToken(tokenHash, clock.instant()).map(CheckHolder::new);
  }

  ModuleCheckTask fetchTask(CheckHolder check) {
    return store.fetchTask(check.checkId());
  }

  void finish(CheckHolder check, ModuleCheckResult result) {
    transactions.executeWithoutResult(_ -> {
      if (store.finish(check.checkId(), result, clock.instant())) {
        signals.send(Signal.CHECK, check.checkId());
      }
    });
  }

  @Override
  public void received(Signal signal, UUID subject) {
    Semaphore news = waiting.get(subject);
    if (signal == Signal.CHECK && news != null) {
      news.release();
    }
  }

  @Override
  public void mayHaveMissedSome() {
    waiting.values().forEach(Semaphore::release);
  }
}
