package dev.accrue.scheduling.bench;

import dev.accrue.scheduling.bench.Scheduler.Round;
import dev.accrue.scheduling.bench.Scheduler.Start;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/// Runs a trace on a clock that is a number. Arrivals and leaves happen at their time; rounds of
/// planning at whole multiples of a period, and only after something happened.
final class Simulation {

  /// How a simulation is run.
  ///
  /// @param roundMillis between two rounds of planning
  /// @param halfLifeMillis of usage
  /// @param measuredFromMillis what is before it does not count in shares and utilisation
  /// @param measuredToMillis what is behind it does not count either
  /// @param endMillis when to stop though jobs are left
  /// @param maxRounds after how many rounds to stop though jobs are left
  record Settings(
      long roundMillis,
      long halfLifeMillis,
      long measuredFromMillis,
      long measuredToMillis,
      long endMillis,
      int maxRounds,
      Refill refill) {}

  /// Lets jobs arrive when others have been placed, not at their time.
  ///
  /// @param all how many jobs wait in every round; 0 for as many as may be
  /// @param ofTeam how many of each team do
  record Refill(int all, int ofTeam) {
    static final Refill NONE = new Refill(0, 0);

    private boolean isNone() {
      return all == 0 && ofTeam == 0;
    }
  }

  /// A leave that is due. It is void where the attempt's time of leave has changed since.
  private record Leave(long atMillis, Attempt attempt) {}

  private static final Comparator<Leave> SOONEST =
      Comparator.comparingLong(Leave::atMillis).thenComparingInt(leave -> leave.attempt().number);

  private final Scheduler scheduler;
  private final Settings settings;
  private final Holdings holdings;
  private final Usage usage;
  private final Measures measures;
  private final List<Life> lives;
  private final Set<Attempt> running = new LinkedHashSet<>();
  private final PriorityQueue<Leave> leaves = new PriorityQueue<>(SOONEST);
  private final int[] waitingOf;
  private final List<Queue<Life>> stock = new ArrayList<>();
  private boolean opened;
  private int arrived;
  private int ended;
  private int attempts;
  private int waiting;
  private long nowMillis;

  private Simulation(Trace trace, Scheduler scheduler, Settings settings) {
    this.scheduler = scheduler;
    this.settings = settings;
    this.holdings = new Holdings(trace);
    this.usage = new Usage(trace.teams().size(), settings.halfLifeMillis());
    this.lives = trace.jobs().stream().map(Life::new).toList();
    this.measures = new Measures(trace, settings, lives);
    this.waitingOf = new int[trace.teams().size()];
    trace.teams().forEach(_ -> stock.add(new ArrayDeque<>()));
    if (settings.refill().ofTeam() > 0) {
      lives.forEach(life -> stock.get(life.job.team()).add(life));
    }
  }

  static Measures run(Trace trace, Scheduler scheduler, Settings settings) {
    return new Simulation(trace, scheduler, settings).run();
  }

  private Measures run() {
    int rounds = 0;
    while (ended < lives.size() && rounds < settings.maxRounds()) {
      long next = nextMillis();
      if (next == Long.MAX_VALUE) {
        throw new IllegalStateException(
            "%d jobs wait, nothing runs, and nothing is placed".formatted(waiting));
      }
      long round = Math.ceilDiv(next, settings.roundMillis()) * settings.roundMillis();
      if (round > settings.endMillis()) {
        moveTo(settings.endMillis());
        break;
      }
      pass(round);
      plan();
      rounds++;
    }
    measures.end(nowMillis, usage, holdings);
    return measures;
  }

  private long nextMillis() {
    while (!leaves.isEmpty() && leaves.peek().atMillis() != leaves.peek().attempt().leaveMillis) {
      leaves.remove();
    }
    long leave = leaves.isEmpty() ? Long.MAX_VALUE : leaves.peek().atMillis();
    return Math.min(leave, nextArrivalMillis());
  }

  private long nextArrivalMillis() {
    if (!settings.refill().isNone()) {
      return opened ? Long.MAX_VALUE : 0;
    }
    return arrived == lives.size() ? Long.MAX_VALUE : lives.get(arrived).job.arrivalMillis();
  }

  /// Lets everything happen that is due up to a moment, in order; leaves before arrivals.
  private void pass(long toMillis) {
    for (long next = nextMillis(); next <= toMillis; next = nextMillis()) {
      moveTo(next);
      if (!leaves.isEmpty() && leaves.peek().atMillis() == next) {
        leave(leaves.remove().attempt());
      } else if (settings.refill().isNone()) {
        arrive(lives.get(arrived));
      } else {
        opened = true;
      }
    }
    moveTo(toMillis);
    refill();
  }

  private void refill() {
    while (waiting < settings.refill().all() && arrived < lives.size()) {
      arrive(lives.get(arrived));
    }
    for (int team = 0; settings.refill().ofTeam() > 0 && team < waitingOf.length; team++) {
      while (waitingOf[team] < settings.refill().ofTeam() && !stock.get(team).isEmpty()) {
        arrive(stock.get(team).remove());
      }
    }
  }

  private void arrive(Life life) {
    life.arrivedMillis = nowMillis;
    arrived++;
    queue(life);
  }

  private void queue(Life life) {
    life.queuedMillis = nowMillis;
    waiting++;
    waitingOf[life.job.team()]++;
    scheduler.queued(life);
  }

  private void moveTo(long millis) {
    measures.pass(nowMillis, millis, holdings.busy(), waiting);
    nowMillis = millis;
    if (millis <= settings.measuredFromMillis()) {
      measures.begin(millis, usage);
    }
  }

  private void leave(Attempt attempt) {
    Life life = attempt.life;
    if (!running.remove(attempt)) {
      throw new IllegalStateException(
          "attempt %d of job %d left before".formatted(attempt.number, life.job.number()));
    }
    holdings.giveBack(attempt);
    usage.change(life.job.team(), -holdings.share(attempt), nowMillis);
    measures.left(attempt, holdings.share(attempt));
    life.running = null;
    life.savedMillis = attempt.savedAtLeaveMillis;
    scheduler.left(attempt);
    if (attempt.finishes()) {
      life.endings++;
      ended++;
    } else {
      queue(life);
    }
  }

  private void plan() {
    Round round =
        scheduler.decide(new Scheduler.View(nowMillis, holdings, usage, new ArrayList<>(running)));
    round.preempted().forEach(this::preempt);
    round.starts().forEach(this::start);
    measures.planned(round, waiting);
  }

  private void preempt(Attempt attempt) {
    if (!running.contains(attempt) || attempt.preempted) {
      throw new IllegalStateException(
          "attempt %d of job %d is not there to be preempted"
              .formatted(attempt.number, attempt.life.job.number()));
    }
    measures.preempted(attempt, nowMillis, holdings.share(attempt));
    long due = attempt.leaveMillis;
    attempt.preempt(nowMillis);
    if (attempt.leaveMillis != due) {
      leaves.add(new Leave(attempt.leaveMillis, attempt));
    }
  }

  private void start(Start start) {
    Life life = start.life();
    if (life.running != null || life.endings > 0 || life.arrivedMillis < 0) {
      throw new IllegalStateException("job %d does not wait".formatted(life.job.number()));
    }
    if (start.devices().size() != life.job.devices()) {
      throw new IllegalStateException(
          "job %d gets %d devices and needs %d"
              .formatted(life.job.number(), start.devices().size(), life.job.devices()));
    }
    int worker = holdings.worker(start.devices().getFirst());
    Attempt attempt = new Attempt(attempts, life, worker, start.devices(), nowMillis);
    attempts++;
    holdings.take(attempt);
    running.add(attempt);
    life.running = attempt;
    life.attempts++;
    life.waitedMillis += nowMillis - life.queuedMillis;
    waiting--;
    waitingOf[life.job.team()]--;
    usage.change(life.job.team(), holdings.share(attempt), nowMillis);
    leaves.add(new Leave(attempt.leaveMillis, attempt));
  }
}
