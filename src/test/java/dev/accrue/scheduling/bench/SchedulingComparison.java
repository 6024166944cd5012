package dev.accrue.scheduling.bench;

import dev.accrue.bench.Arguments;
import dev.accrue.scheduling.bench.Simulation.Refill;
import dev.accrue.scheduling.bench.Simulation.Settings;
import dev.accrue.scheduling.bench.Trace.Load;
import dev.accrue.scheduling.plan.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Shares the machines of one trace in three ways, measures rounds with a long queue, and how
/// evenly teams are served that always want more.
///
///     [--quick] [--only rounds,trace,fairness] [--plots DIRECTORY]
public final class SchedulingComparison {

  /// Ways of sharing.
  enum Way {
    ACCRUE("Accrue", ""),
    FIFO("FIFO", ".fifo"),
    PRIORITY("strict priority", ".priority");

    final String label;
    final String suffix;

    Way(String label, String suffix) {
      this.label = label;
      this.suffix = suffix;
    }

    Scheduler scheduler(Trace trace) {
      return switch (this) {
        case ACCRUE -> new FairShareScheduler(trace, Policy.DEFAULT);
        case FIFO -> new Fifo();
        case PRIORITY -> new StrictPriority();
      };
    }
  }

  /// How much is simulated.
  ///
  /// @param trace jobs, teams and devices of the trace that is shared in three ways
  /// @param warmRounds rounds with a long queue before the measured ones
  /// @param rounds measured ones
  /// @param fairnessDevices of the machines that busy teams share
  private record Extent(
      TraceGenerator.Size trace,
      int warmRounds,
      int rounds,
      int fairnessDevices,
      int fairnessDays) {}

  private static final long SEED = 4;
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final int QUEUED = 50_000;
  private static final int WAITING_OF_TEAM = 20;

  /// Kueue's own scalability test admits the 15,000 workloads of its baseline in 351.1 s on average
  /// of five runs: `test/performance/scheduler/configs/baseline` in kubernetes-sigs/kueue, whose
  /// rangespec.yaml names the average.
  private static final double KUEUE_PER_SECOND = 15_000 / 351.1;

  private static final Extent FULL =
      new Extent(new TraceGenerator.Size(50_000, 1_000, 2_000, 1.0), 200, 600, 2_000, 12);
  private static final Extent QUICK =
      new Extent(new TraceGenerator.Size(5_000, 100, 200, 1.0), 40, 120, 1_000, 8);

  private final Arguments arguments;
  private final Extent extent;
  private final List<String> figures = new ArrayList<>();

  private SchedulingComparison(Arguments arguments) {
    this.arguments = arguments;
    this.extent = arguments.has("--quick") ? QUICK : FULL;
  }

  /// Runs all simulations; figures come last.
  public static void main(String[] words) throws IOException {
    new SchedulingComparison(Arguments.of(words)).run();
  }

  private void run() throws IOException {
    Path plots = arguments.has("--plots") ? arguments.path("--plots") : null;
    if (wants("rounds")) {
      measureRounds();
    }
    if (wants("trace")) {
      Map<Way, Measures> shared = shareTrace();
      if (plots != null) {
        SchedulingPlots.writeTrace(plots, shared);
      }
    }
    if (wants("fairness")) {
      Map<Way, Measures> busy = shareAmongBusyTeams();
      if (plots != null) {
        SchedulingPlots.writeFairness(plots, busy);
      }
    }
    figures.forEach(System.out::println);
  }

  private boolean wants(String part) {
    String only = arguments.find("--only");
    return only == null || List.of(only.split(",")).contains(part);
  }

  /// Rounds in which at least 50,000 jobs wait and all devices were taken once.
  private void measureRounds() {
    TraceGenerator.Size size =
        new TraceGenerator.Size(2 * QUEUED, FULL.trace().teams(), FULL.trace().devices(), 1);
    Trace trace = TraceGenerator.generate(size, SEED);
    int rounds = extent.warmRounds() + extent.rounds();
    Measures measures =
        Simulation.run(
            trace,
            Way.ACCRUE.scheduler(trace),
            new Settings(
                MINUTE,
                halfLifeMillis(),
                0,
                DAY,
                Long.MAX_VALUE / 2,
                rounds,
                new Refill(QUEUED, 0)));
    int fewest = measures.fewestWaiting(extent.warmRounds());
    if (fewest < QUEUED) {
      throw new IllegalStateException(
          "only %d jobs waited in the last of the measured rounds".formatted(fewest));
    }
    double[] millis = measures.roundMillis(extent.warmRounds());
    double[] processorMillis = measures.roundProcessorMillis(extent.warmRounds());
    say(
        "%d rounds with at least %,d jobs waiting, %,d teams, %,d devices: median %.1f ms, 99th"
            + " percentile %.1f ms, longest %.1f ms; of the processor: median %.1f ms, 99th percentile"
            + " %.1f ms",
        millis.length,
        fewest,
        trace.teams().size(),
        trace.devices(),
        Measures.percentile(millis, 50),
        Measures.percentile(millis, 99),
        Measures.percentile(millis, 100),
        Measures.percentile(processorMillis, 50),
        Measures.percentile(processorMillis, 99));
    say(
        "filling %,d free devices and all these rounds: %,.0f placements a second of the planner's"
            + " real time, %,.0f of its processor time",
        trace.devices(),
        measures.placementsPerPlannerSecond(),
        measures.placementsPerProcessorSecond());
    figure("round-p99-ms", Measures.percentile(millis, 99), "ms");
  }

  private Map<Way, Measures> shareTrace() {
    Trace trace = TraceGenerator.generate(extent.trace(), SEED);
    say(
        "%n%,d jobs of %,d teams in %.1f days on %,d devices of %,d workers",
        trace.jobs().size(),
        trace.teams().size(),
        (double) trace.submittingMillis() / DAY,
        trace.devices(),
        trace.machines().size());
    Settings settings =
        new Settings(
            MINUTE,
            halfLifeMillis(),
            Math.min(DAY, trace.submittingMillis() / 10),
            trace.submittingMillis(),
            Long.MAX_VALUE / 2,
            Integer.MAX_VALUE,
            Refill.NONE);
    Map<Way, Measures> all = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      Measures measures = Simulation.run(trace, way.scheduler(trace), settings);
      all.put(way, measures);
      tell(way, measures, trace);
      figure("utilisation-percent" + way.suffix, measures.utilisationPercent(), "%");
    }
    Measures ours = Objects.requireNonNull(all.get(Way.ACCRUE));
    double rate = ours.placementsPerPlannerSecond();
    say(
        "%,.0f placements a second of the planner's real time, %,.0f of its processor time; Kueue's"
            + " baseline admits %.0f workloads a second, through an API server, which this has not",
        rate, ours.placementsPerProcessorSecond(), KUEUE_PER_SECOND);
    figure("planner-placements-per-second", rate, "1/s");
    return all;
  }

  private static void tell(Way way, Measures measures, Trace trace) {
    double[] rounds = measures.roundMillis(0);
    say(
        "%s: utilisation %.1f %%; all ended after %.1f h; %,d preemptions, %,d of them kills, cost"
            + " %.1f device-hours, %.1f of them work done again (kills alone would have been %.1f);"
            + " rounds: median %.2f ms, 99th percentile %.2f ms",
        way.label,
        measures.utilisationPercent(),
        measures.lastEndHours(),
        measures.preemptions(),
        measures.kills(),
        measures.wastedHours(),
        measures.lostHours(),
        measures.unsavedHours(),
        Measures.percentile(rounds, 50),
        Measures.percentile(rounds, 99));
    waited("all", measures, _ -> true);
    waited("1 device", measures, life -> life.job.devices() == 1);
    waited("2 to 4", measures, life -> life.job.devices() > 1 && life.job.devices() <= 4);
    waited("5 to 8", measures, life -> life.job.devices() > 4);
    for (Load load : Load.values()) {
      waited(
          load.name().toLowerCase(Locale.ROOT) + " teams",
          measures,
          life -> trace.teams().get(life.job.team()).load() == load);
    }
    for (int priority = 0; priority <= 2; priority++) {
      int wanted = priority;
      waited("priority " + priority, measures, life -> life.job.priority() == wanted);
    }
  }

  private static void waited(String label, Measures measures, Predicate<Life> some) {
    double[] hours = measures.waitedHours(some);
    say(
        "  %-14s %,6d jobs waited: mean %.2f h, median %.2f h, 95th percentile %.2f h, longest %.1f h",
        label,
        hours.length,
        Arrays.stream(hours).average().orElse(0),
        Measures.percentile(hours, 50),
        Measures.percentile(hours, 95),
        Measures.percentile(hours, 100));
  }

  private Map<Way, Measures> shareAmongBusyTeams() {
    long span = extent.fairnessDays() * DAY;
    Trace trace = FairnessTrace.generate(extent.fairnessDevices(), span, SEED);
    Settings settings =
        new Settings(
            5 * MINUTE,
            halfLifeMillis(),
            2 * DAY,
            span,
            span,
            Integer.MAX_VALUE,
            new Refill(0, WAITING_OF_TEAM));
    say(
        "%n%d teams of weights 1 to 4 that always have jobs waiting, %d devices, %d days",
        trace.teams().size(), trace.devices(), extent.fairnessDays());
    Map<Way, Measures> all = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      Measures measures = Simulation.run(trace, way.scheduler(trace), settings);
      all.put(way, measures);
      double[] errors = Arrays.stream(measures.fairnessErrors()).map(Math::abs).sorted().toArray();
      say(
          "%s: off from the share of its weight by %.1f %% on average, %.1f %% at most; utilisation"
              + " %.1f %%; teams without waiting jobs at the end: %d",
          way.label,
          Arrays.stream(errors).average().orElse(0),
          Measures.percentile(errors, 100),
          measures.utilisationPercent(),
          satisfied(trace, measures));
      if (way == Way.ACCRUE) {
        figure("fairness-error-percent", Measures.percentile(errors, 100), "%");
      }
    }
    return all;
  }

  /// Teams that wanted less than they could have had: shares say nothing where there are any.
  private static long satisfied(Trace trace, Measures measures) {
    boolean[] wants = new boolean[trace.teams().size()];
    measures.lives().stream()
        .filter(life -> life.endings == 0 && life.running == null)
        .forEach(life -> wants[life.job.team()] = true);
    return IntStream.range(0, wants.length).filter(team -> !wants[team]).count();
  }

  private static long halfLifeMillis() {
    return Policy.DEFAULT.halfLife().toMillis();
  }

  private void figure(String name, double value, String unit) {
    figures.add(String.format(Locale.ROOT, "figure scheduling.%s %.3f %s", name, value, unit));
  }

  @SuppressWarnings("AnnotateFormatMethod") // not worth a dependency on Error Prone's annotations
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
