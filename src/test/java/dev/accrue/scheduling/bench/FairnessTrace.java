package dev.accrue.scheduling.bench;

import dev.accrue.scheduling.bench.Trace.Job;
import dev.accrue.scheduling.bench.Trace.Load;
import dev.accrue.scheduling.bench.Trace.Team;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Teams of weights 1 to 4 that always have jobs waiting, more than their share for so long. What
/// they submit differs as much as it may: some only jobs of 1 device, some only of 4, some only of
/// 8, some all sizes.
final class FairnessTrace {

  private static final int TEAMS = 40;
  private static final long LONGEST_MILLIS = 12 * 3_600_000L;
  private static final double MORE_THAN_ITS_SHARE = 1.5;
  private static final int[] SIZES = {1, 4, 8};

  private FairnessTrace() {}

  static Trace generate(int devices, long spanMillis, long seed) {
    Random random = new Random(seed);
    List<Team> teams = new ArrayList<>();
    for (int team = 0; team < TEAMS; team++) {
      teams.add(new Team("team-" + team, Load.HEAVY, 1 + team / 10, 0));
    }
    double weights = teams.stream().mapToDouble(Team::weight).sum();
    List<Job> jobs = new ArrayList<>();
    for (int team = 0; team < TEAMS; team++) {
      double share = devices * teams.get(team).weight() / weights * spanMillis;
      double left = share * MORE_THAN_ITS_SHARE;
      while (left > 0) {
        Job job = job(jobs.size(), team, random);
        left -= (double) job.devices() * job.workMillis();
        jobs.add(job);
      }
    }
    Collections.shuffle(jobs, random);
    return new Trace(
        TraceGenerator.machines(devices), teams, TraceGenerator.numbered(jobs), spanMillis);
  }

  private static Job job(int number, int team, Random random) {
    int kind = team % (SIZES.length + 1);
    JobShape shape = kind < SIZES.length ? JobShape.of(SIZES[kind], random) : JobShape.draw(random);
    long work = JobShape.within(shape.drawMillis(random), LONGEST_MILLIS);
    int priority = random.nextInt(3);
    return new Job(
        number,
        team,
        0,
        priority,
        0,
        shape.devices(),
        0,
        work,
        Math.min(work, JobShape.drawStepMillis(random)),
        JobShape.drawExpectedMillis(work, random));
  }
}
