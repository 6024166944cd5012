package dev.accrue.scheduling.bench;

import dev.accrue.scheduling.bench.Trace.Job;
import dev.accrue.scheduling.bench.Trace.Load;
import dev.accrue.scheduling.bench.Trace.Machine;
import dev.accrue.scheduling.bench.Trace.Team;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Makes a trace up: the same one for the same seed. [JobShape] says where sizes and durations come
/// from. Made up are the rest: that a fiftieth of the teams submits half of the jobs and the next
/// fifth three tenths, that jobs come in bursts of one team that are alike, as a search over
/// hyper-parameters is, more in the afternoon than at night, and that every fifth has a raised
/// priority. The time in which all arrive follows from the load that is wanted.
final class TraceGenerator {

  private static final long HOUR_MILLIS = 3_600_000;
  private static final long LONGEST_MILLIS = 48 * HOUR_MILLIS;
  private static final double BETWEEN_JOBS_MILLIS = 20_000;
  private static final double ALIKE = 0.3;
  private static final long GIB = 1L << 30;

  /// What is wanted.
  ///
  /// @param load device time that is asked for, over the device time that there is
  record Size(int jobs, int teams, int devices, double load) {}

  /// Jobs of one team that come together.
  private record Burst(int team, int user, int priority, List<JobShape> shapes, List<Long> works) {}

  private final Size size;
  private final Random random;

  private TraceGenerator(Size size, long seed) {
    this.size = size;
    this.random = new Random(seed);
  }

  static Trace generate(Size size, long seed) {
    return new TraceGenerator(size, seed).generate();
  }

  /// Four fifths of the devices on workers of 8, three twentieths on workers of 4, the rest alone;
  /// smaller workers have smaller devices.
  static List<Machine> machines(int devices) {
    List<Machine> machines = new ArrayList<>();
    int left = devices;
    while (left >= 8 && left - 8 >= devices / 5) {
      machines.add(new Machine(8, 80 * GIB));
      left -= 8;
    }
    while (left >= 4 && left - 4 >= devices / 20) {
      machines.add(new Machine(4, 40 * GIB));
      left -= 4;
    }
    for (int device = 0; device < left; device++) {
      machines.add(new Machine(1, 24 * GIB));
    }
    return machines;
  }

  private Trace generate() {
    List<Team> teams = teams();
    List<Burst> bursts = new ArrayList<>();
    int heavy = count(teams, Load.HEAVY);
    int middle = count(teams, Load.MIDDLE);
    draw(bursts, 0, heavy, size.jobs() / 2, 20);
    draw(bursts, heavy, heavy + middle, size.jobs() * 3 / 10, 8);
    draw(bursts, heavy + middle, teams.size(), size.jobs() - jobs(bursts), 4);
    double workMillis = bursts.stream().mapToDouble(TraceGenerator::deviceMillis).sum();
    long spanMillis = Math.round(workMillis / (size.devices() * size.load()));
    List<Job> drawn = new ArrayList<>();
    bursts.forEach(burst -> submit(burst, spanMillis, drawn));
    drawn.sort(Comparator.comparingLong(Job::arrivalMillis).thenComparingInt(Job::number));
    return new Trace(machines(size.devices()), teams, numbered(drawn), spanMillis);
  }

  private List<Team> teams() {
    List<Team> teams = new ArrayList<>();
    int heavy = Math.max(1, size.teams() / 50);
    int middle = size.teams() * 9 / 50;
    for (int team = 0; team < size.teams(); team++) {
      String name = "team-%d".formatted(team);
      if (team < heavy) {
        teams.add(new Team(name, Load.HEAVY, 10, size.devices() / (5 * heavy)));
      } else if (team < heavy + middle) {
        teams.add(new Team(name, Load.MIDDLE, 2, size.devices() / (5 * middle)));
      } else {
        teams.add(new Team(name, Load.LIGHT, 1, 0));
      }
    }
    return teams;
  }

  private static int count(List<Team> teams, Load load) {
    return (int) teams.stream().filter(team -> team.load() == load).count();
  }

  private static int jobs(List<Burst> bursts) {
    return bursts.stream().mapToInt(burst -> burst.works().size()).sum();
  }

  private void draw(List<Burst> bursts, int fromTeam, int toTeam, int jobs, double perBurst) {
    int left = jobs;
    while (left > 0) {
      int count = Math.clamp(Math.round(exponential(perBurst)), 1, left);
      bursts.add(burst(fromTeam + random.nextInt(toTeam - fromTeam), count));
      left -= count;
    }
  }

  private Burst burst(int team, int count) {
    JobShape shape = JobShape.draw(random);
    double aboutMillis = shape.drawMillis(random);
    List<JobShape> shapes = new ArrayList<>();
    List<Long> works = new ArrayList<>();
    for (int job = 0; job < count; job++) {
      shapes.add(shape);
      works.add(
          JobShape.within(aboutMillis * Math.exp(ALIKE * random.nextGaussian()), LONGEST_MILLIS));
    }
    int luck = random.nextInt(20);
    int priority = luck == 0 ? 2 : luck < 4 ? 1 : 0;
    return new Burst(team, random.nextInt(5), priority, shapes, works);
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  /// Of a shared device this takes a third, about what the largest kind of device shares.
  private static double deviceMillis(Burst burst) {
    double millis = 0;
    for (int job = 0; job < burst.works().size(); job++) {
      JobShape shape = burst.shapes().get(job);
      double share =
          shape.memoryBytes() == 0 ? shape.devices() : shape.memoryBytes() / (80.0 * GIB);
      millis += share * burst.works().get(job);
    }
    return millis;
  }

  private void submit(Burst burst, long spanMillis, List<Job> jobs) {
    double at = drawArrival(spanMillis);
    for (int index = 0; index < burst.works().size(); index++) {
      JobShape shape = burst.shapes().get(index);
      long work = burst.works().get(index);
      jobs.add(
          new Job(
              jobs.size(),
              burst.team(),
              burst.user(),
              burst.priority(),
              Math.min(Math.round(at), spanMillis),
              shape.devices(),
              shape.memoryBytes(),
              work,
              Math.min(work, JobShape.drawStepMillis(random)),
              JobShape.drawExpectedMillis(work, random)));
      at += exponential(BETWEEN_JOBS_MILLIS);
    }
  }

  /// Four times as many at three in the afternoon as at three in the night.
  private double drawArrival(long spanMillis) {
    while (true) {
      double at = random.nextDouble() * spanMillis;
      double hour = at / HOUR_MILLIS % 24;
      double density = 1 + 0.6 * Math.cos((hour - 15) / 24 * 2 * Math.PI);
      if (random.nextDouble() * 1.6 < density) {
        return at;
      }
    }
  }

  static List<Job> numbered(List<Job> jobs) {
    List<Job> numbered = new ArrayList<>();
    jobs.forEach(job -> numbered.add(job.withNumber(numbered.size())));
    return numbered;
  }
}
