package dev.accrue.scheduling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.scheduling.bench.Scheduler.Round;
import dev.accrue.scheduling.bench.Scheduler.Start;
import dev.accrue.scheduling.bench.Simulation.Refill;
import dev.accrue.scheduling.bench.Simulation.Settings;
import dev.accrue.scheduling.bench.Trace.Job;
import dev.accrue.scheduling.bench.Trace.Load;
import dev.accrue.scheduling.bench.Trace.Machine;
import dev.accrue.scheduling.bench.Trace.Team;
import dev.accrue.scheduling.plan.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long GIB = 1L << 30;

  private static final Trace SMALL =
      TraceGenerator.generate(new TraceGenerator.Size(600, 50, 64, 1.0), 11);

  @Test
  void endsEachJobOnceHoweverTheMachinesAreShared() {
    List<Supplier<Scheduler>> ways =
        List.of(
            Fifo::new, StrictPriority::new, () -> new FairShareScheduler(SMALL, Policy.DEFAULT));
    for (Supplier<Scheduler> way : ways) {
      Measures measures = Simulation.run(SMALL, way.get(), until(SMALL.submittingMillis()));

      assertThat(measures.lives())
          .allSatisfy(life -> {
            assertThat(life.endings).isEqualTo(1);
            assertThat(life.running).isNull();
            assertThat(life.savedMillis).isEqualTo(life.job.workMillis());
          });
      assertThat(measures.placements())
          .isEqualTo(measures.lives().stream().mapToLong(life -> life.attempts).sum());
      assertThat(measures.utilisationPercent()).isBetween(30.0, 100.0);
    }
  }

  @Test
  void givesTheSameTraceAndTheSameRunForTheSameSeed() {
    assertThat(TraceGenerator.generate(new TraceGenerator.Size(600, 50, 64, 1.0), 11))
        .isEqualTo(SMALL);
    assertThat(TraceGenerator.generate(new TraceGenerator.Size(600, 50, 64, 1.0), 12))
        .isNotEqualTo(SMALL);
    Settings settings = until(SMALL.submittingMillis());
    double[] once = Simulation.run(SMALL, new StrictPriority(), settings).waitedHours(_ -> true);
    assertThat(Simulation.run(SMALL, new StrictPriority(), settings).waitedHours(_ -> true))
        .containsExactly(once);
  }

  @Test
  void refusesADeviceThatSomebodyElseHolds() {
    Trace trace = trace(List.of(job(0, 0, 1, 0, HOUR), job(1, 0, 1, 0, HOUR)), 1);
    Scheduler reckless = new Always(life -> new Start(life, List.of(0)));

    assertThatThrownBy(() -> Simulation.run(trace, reckless, until(DAY)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("job 1 cannot have")
        .hasMessageContaining("of device 0");
  }

  @Test
  void refusesFewerDevicesThanAJobNeeds() {
    Trace trace = trace(List.of(job(0, 0, 2, 0, HOUR)), 2);

    assertThatThrownBy(() ->
            Simulation.run(trace, new Always(life -> new Start(life, List.of(0))), until(DAY)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gets 1 devices and needs 2");
  }

  @Test
  void saysThatNothingWillEverBePlaced() {
    Trace trace = trace(List.of(job(0, 0, 2, 0, HOUR)), 1);

    assertThatThrownBy(() -> Simulation.run(trace, new Fifo(), until(DAY)))
        .hasMessageContaining("1 jobs wait, nothing runs, and nothing is placed");
  }

  @Test
  void letsAPreemptedAttemptKeepWhatItTrainedUpToItsStep() {
    Trace trace = trace(List.of(job(0, 0, 1, 0, HOUR), job(1, 30 * MINUTE, 1, 1, HOUR)), 1);

    Measures measures = Simulation.run(trace, new StrictPriority(), until(DAY));

    assertThat(measures.preemptions()).isOne();
    assertThat(measures.kills()).isZero();
    assertThat(measures.lostHours()).isZero();
    assertThat(measures.wastedHours()).isCloseTo(15.0 / 3_600, within(1e-9));
    assertThat(measures.unsavedHours()).isCloseTo((9 * 60 + 50) / 3_600.0, within(1e-9));
  }

  @Test
  void losesTheWorkSinceTheLastCheckpointWhereAStepOutlastsTheGrace() {
    Job slow = new Job(0, 0, 0, 0, 0, 1, 0, HOUR, 40 * MINUTE, 0);
    Trace trace = trace(List.of(slow, job(1, 31 * MINUTE, 1, 1, HOUR)), 1);

    Measures measures = Simulation.run(trace, new StrictPriority(), until(DAY));

    assertThat(measures.kills()).isOne();
    assertThat(measures.lostHours()).isCloseTo(110.0 / 3_600, within(1e-9));
    assertThat(measures.lives()).allMatch(life -> life.endings == 1);
  }

  @Test
  void letsAPreemptedAttemptEndThatIsAboutTo() {
    Trace trace = trace(List.of(job(0, 0, 1, 0, HOUR - 7_000), job(1, HOUR, 1, 1, HOUR)), 1);

    Measures measures = Simulation.run(trace, new StrictPriority(), until(DAY));

    assertThat(measures.preemptions()).isOne();
    assertThat(measures.wastedHours()).isZero();
    assertThat(measures.lives()).allMatch(life -> life.endings == 1 && life.attempts == 1);
  }

  @Test
  void halvesUsageInEachHalfLife() {
    Usage usage = new Usage(1, HOUR);
    usage.change(0, 2, 0);
    usage.change(0, -2, HOUR);
    double used = usage.decayed(0, HOUR);

    assertThat(used).isCloseTo(2 * HOUR / Math.log(2) / 2, within(1e-3));
    assertThat(usage.decayed(0, 2 * HOUR)).isCloseTo(used / 2, within(1e-3));
    assertThat(usage.plain(0, 3 * HOUR)).isEqualTo(2.0 * HOUR);
  }

  private static Settings until(long measuredToMillis) {
    return new Settings(
        MINUTE, DAY, 0, measuredToMillis, 1_000 * DAY, Integer.MAX_VALUE, Refill.NONE);
  }

  private static Job job(int number, long arrival, int devices, int priority, long work) {
    return new Job(number, 0, 0, priority, arrival, devices, 0, work, 500, 0);
  }

  private static Trace trace(List<Job> jobs, int devices) {
    return new Trace(
        List.of(new Machine(devices, 80 * GIB)),
        List.of(new Team("team", Load.HEAVY, 1, 0)),
        jobs,
        HOUR);
  }

  /// Places whatever waits as it is told.
  private static final class Always implements Scheduler {

    private final List<Life> waiting = new ArrayList<>();
    private final Function<Life, Start> start;

    private Always(Function<Life, Start> start) {
      this.start = start;
    }

    @Override
    public void queued(Life life) {
      waiting.add(life);
    }

    @Override
    public void left(Attempt attempt) {}

    @Override
    public Round decide(View view) {
      List<Start> starts = waiting.stream().map(start).toList();
      waiting.clear();
      return new Round(starts, List.of(), Stopwatch.start().read());
    }
  }
}
