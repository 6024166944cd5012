package dev.accrue.scheduling.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// What a simulation shows.
final class Measures {

  private static final double HOUR_MILLIS = 3_600_000;

  private final Trace trace;
  private final Simulation.Settings settings;
  private final List<Life> lives;
  private final List<Stopwatch.Time> rounds = new ArrayList<>();
  private final List<Integer> roundWaiting = new ArrayList<>();
  private final double[] usedBefore;
  private final double[] used;
  private final double[] busyMillisOfHour;
  private final double[] waitingMillisOfHour;
  private double busyMillis;
  private long measuredMillis;
  private long placements;
  private long preemptions;
  private long kills;
  private double lostMillis;
  private double drainMillis;
  private double restartMillis;
  private double unsavedMillis;
  private long endMillis;

  Measures(Trace trace, Simulation.Settings settings, List<Life> lives) {
    this.trace = trace;
    this.settings = settings;
    this.lives = lives;
    this.usedBefore = new double[trace.teams().size()];
    this.used = new double[trace.teams().size()];
    int hours = (int) (settings.measuredToMillis() / HOUR_MILLIS) + 1;
    this.busyMillisOfHour = new double[hours];
    this.waitingMillisOfHour = new double[hours];
  }

  /// Time passes in which nothing changes.
  void pass(long fromMillis, long toMillis, int busyDevices, int waiting) {
    long from = Math.max(fromMillis, settings.measuredFromMillis());
    long to = Math.min(toMillis, settings.measuredToMillis());
    if (from < to) {
      busyMillis += (double) busyDevices * (to - from);
      measuredMillis += to - from;
    }
    for (long at = fromMillis; at < Math.min(toMillis, settings.measuredToMillis()); ) {
      int hour = (int) (at / HOUR_MILLIS);
      long until = Math.min(toMillis, (long) ((hour + 1) * HOUR_MILLIS));
      busyMillisOfHour[hour] += (double) busyDevices * (until - at);
      waitingMillisOfHour[hour] += (double) waiting * (until - at);
      at = until;
    }
  }

  /// What was used before what counts.
  void begin(long nowMillis, Usage usage) {
    Arrays.setAll(usedBefore, team -> usage.plain(team, nowMillis));
  }

  void planned(Scheduler.Round round, int waiting) {
    rounds.add(round.took());
    roundWaiting.add(waiting + round.starts().size());
    placements += round.starts().size();
  }

  void preempted(Attempt attempt, long nowMillis, double share) {
    preemptions++;
    unsavedMillis += attempt.unsavedMillis(nowMillis) * share;
  }

  /// Counts what the attempt's preemption, and that of the attempt before it, cost.
  void left(Attempt attempt, double share) {
    if (attempt.life.attempts > 1) {
      restartMillis +=
          Math.min(Attempt.STARTUP_MILLIS, attempt.leaveMillis - attempt.startMillis) * share;
    }
    if (attempt.finishes()) {
      return;
    }
    if (attempt.killed) {
      kills++;
      lostMillis +=
          (attempt.progressMillis(attempt.leaveMillis) - attempt.savedAtLeaveMillis) * share;
    } else {
      drainMillis += Attempt.SAVE_MILLIS * share;
    }
  }

  void end(long nowMillis, Usage usage, Holdings holdings) {
    endMillis = nowMillis;
    Arrays.setAll(used, team -> usage.plain(team, nowMillis) - usedBefore[team]);
    boolean complete = lives.stream().allMatch(life -> life.endings == 1);
    if (complete && !holdings.untouched()) {
      throw new IllegalStateException("all jobs have ended, and devices are held");
    }
  }

  List<Life> lives() {
    return lives;
  }

  long placements() {
    return placements;
  }

  long preemptions() {
    return preemptions;
  }

  long kills() {
    return kills;
  }

  double lastEndHours() {
    return endMillis / HOUR_MILLIS;
  }

  /// The percentage of device time in which somebody held the device or a part of it.
  double utilisationPercent() {
    return 100 * busyMillis / ((double) trace.devices() * measuredMillis);
  }

  /// Device-hours that preemption cost: work done again, checkpoints of preempted attempts, and
  /// second starts.
  double wastedHours() {
    return (lostMillis + drainMillis + restartMillis) / HOUR_MILLIS;
  }

  /// Of these, work done again.
  double lostHours() {
    return lostMillis / HOUR_MILLIS;
  }

  /// What would have been done again had each preemption been a kill.
  double unsavedHours() {
    return unsavedMillis / HOUR_MILLIS;
  }

  /// Hours that jobs waited in all their attempts, sorted.
  double[] waitedHours(Predicate<Life> some) {
    return lives.stream()
        .filter(some)
        .filter(Life::started)
        .mapToDouble(life -> life.waitedMillis / HOUR_MILLIS)
        .sorted()
        .toArray();
  }

  /// Real time of each round, sorted.
  double[] roundMillis(int leaveOut) {
    return rounds.stream()
        .skip(leaveOut)
        .mapToDouble(took -> took.nanos() / 1e6)
        .sorted()
        .toArray();
  }

  /// Processor time of each round, sorted. Other processes take little of it.
  double[] roundProcessorMillis(int leaveOut) {
    return rounds.stream()
        .skip(leaveOut)
        .mapToDouble(took -> took.processorNanos() / 1e6)
        .sorted()
        .toArray();
  }

  /// The fewest jobs that waited when one of these rounds began.
  int fewestWaiting(int leaveOut) {
    return roundWaiting.stream().skip(leaveOut).mapToInt(Integer::intValue).min().orElse(0);
  }

  double placementsPerPlannerSecond() {
    return placements / (rounds.stream().mapToLong(Stopwatch.Time::nanos).sum() / 1e9);
  }

  double placementsPerProcessorSecond() {
    return placements / (rounds.stream().mapToLong(Stopwatch.Time::processorNanos).sum() / 1e9);
  }

  /// By how many percent teams that always had jobs waiting got more or less than their weight's
  /// part of what all got.
  double[] fairnessErrors() {
    double all = Arrays.stream(used).sum();
    double weights = trace.teams().stream().mapToDouble(Trace.Team::weight).sum();
    return IntStream.range(0, used.length)
        .mapToDouble(
            team -> 100 * (used[team] / (all * trace.teams().get(team).weight() / weights) - 1))
        .toArray();
  }

  double[] busyPercentByHour() {
    return Arrays.stream(busyMillisOfHour)
        .map(busy -> 100 * busy / (trace.devices() * HOUR_MILLIS))
        .toArray();
  }

  double[] waitingByHour() {
    return Arrays.stream(waitingMillisOfHour).map(waiting -> waiting / HOUR_MILLIS).toArray();
  }

  /// A value under which so many percent of sorted values are.
  static double percentile(double[] sorted, double percent) {
    int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted.length == 0 ? 0 : sorted[Math.clamp(index, 0, sorted.length - 1)];
  }
}
