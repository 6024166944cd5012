package dev.accrue.scheduling.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A team's accounts during a plan, and its jobs that are still to be looked at.
///
/// What it occupies is held right now, and is what limits are about. What is committed to it is
/// what it will hold once the preempted have left and those have come for whom they did: fair
/// shares, guarantees and borrowing are about that. A new job has to respect both.
final class TeamState implements Comparable<TeamState> {

  /// The lowest share of what its weight entitles it to goes first; among equals, the team whose
  /// next job waits longest.
  private static final Comparator<TeamState> ORDER =
      Comparator.<TeamState>comparingDouble(it -> it.score)
          .thenComparing(it -> it.nextQueuedAt)
          .thenComparing(it -> it.team.id());

  final Team team;
  final long guaranteed;
  final long limit;
  final List<Holder> holders = new ArrayList<>();
  PriorityQueue<Group> groups = new PriorityQueue<>();

  /// Groups whose jobs do not fit in the guarantee.
  private final List<Group> borrowers = new ArrayList<>();

  private final Map<Shape, Group> byShape = new HashMap<>();
  private final double entryPenaltySeconds;
  private final Tally occupied;
  private final Tally committed;

  /// An earlier job that the limit, or a reservation, makes wait, what it will hold and from when.
  private @Nullable UUID earlierJobId;

  private long earlierCharge;
  private long earlierFrom = Moments.NEVER;

  private int lowestPriority = Integer.MAX_VALUE;
  private double score;
  private Instant nextQueuedAt = Instant.MAX;

  /// Jobs and devices of a team.
  private static final class Tally {
    long charge;
    int jobs;
    final Map<UUID, Integer> jobsByUser = new HashMap<>();

    void add(UUID user, long more, int sign) {
      charge += sign * more;
      jobs += sign;
      jobsByUser.merge(user, sign, Integer::sum);
    }

    int jobsOf(UUID user) {
      return jobsByUser.getOrDefault(user, 0);
    }
  }

  TeamState(Team team, Policy policy) {
    this.team = team;
    this.guaranteed = Charge.ofDevices(team.guaranteedDevices());
    this.limit =
        team.deviceLimit() == null ? Long.MAX_VALUE / 4 : Charge.ofDevices(team.deviceLimit());
    this.entryPenaltySeconds = Moments.seconds(policy.entryPenalty());
    this.occupied = new Tally();
    this.committed = new Tally();
  }

  void addWaiting(WaitingJob job, Shape shape) {
    Group group = byShape.get(shape);
    if (group == null) {
      byShape.put(shape, new Group(shape, job));
    } else {
      group.add(job);
    }
  }

  /// Puts those groups in order that are to be planned; to be called once no more jobs come.
  void begin(Predicate<Group> possible) {
    List<Group> some = new ArrayList<>(byShape.size());
    for (Group group : byShape.values()) {
      if (possible.test(group)) {
        some.add(group);
      }
    }
    groups = new PriorityQueue<>(some);
    byShape.clear();
    for (Holder holder : holders) {
      if (holder.isPreemptible()) {
        lowestPriority = Math.min(lowestPriority, holder.victim().priority());
      }
    }
  }

  /// Whether it may have attempts that a job of this priority can preempt.
  boolean hasVictims(int priority) {
    return lowestPriority < priority;
  }

  /// To be called whenever what is committed or the first job has changed, and not while the team
  /// stands in a heap.
  void update() {
    score =
        (team.usageDeviceSeconds() + entryPenaltySeconds * Charge.devices(committed.charge))
            / team.weight();
    Group next = groups.peek();
    nextQueuedAt = next == null ? Instant.MAX : next.head().queuedAt();
  }

  void occupy(UUID user, long charge) {
    occupied.add(user, charge, 1);
  }

  void commit(UUID user, long charge) {
    committed.add(user, charge, 1);
  }

  void release(UUID user, long charge) {
    committed.add(user, charge, -1);
  }

  long committedCharge() {
    return committed.charge;
  }

  long occupiedCharge() {
    return occupied.charge;
  }

  boolean isBelowGuarantee() {
    return committed.charge < guaranteed;
  }

  boolean isBorrowing(long released) {
    return committed.charge - released > guaranteed;
  }

  boolean isGuaranteed(long charge) {
    return committed.charge + charge <= guaranteed;
  }

  /// Only for a team that has one.
  int deviceLimit() {
    return (int) (limit / Charge.WHOLE);
  }

  /// By how much a job would exceed what may be committed.
  long excess(long charge) {
    return committed.charge + charge - limit;
  }

  /// Whether the devices of those who leave are still counted against the limit.
  boolean mustWaitForOwn(long charge) {
    return occupied.charge + charge > limit;
  }

  int excessJobs() {
    return team.runningJobsLimit() == null ? 0 : committed.jobs + 1 - team.runningJobsLimit();
  }

  boolean mustWaitForOwnJobs() {
    return team.runningJobsLimit() != null && occupied.jobs >= team.runningJobsLimit();
  }

  boolean allowsUser(UUID user) {
    Integer most = team.runningJobsPerUserLimit();
    return most == null || (occupied.jobsOf(user) < most && committed.jobsOf(user) < most);
  }

  /// Whether a job may be committed and, unless `later`, occupy devices at once.
  boolean allows(WaitingJob job, long charge, boolean later) {
    Integer most = team.runningJobsPerUserLimit();
    if (excess(charge) > 0
        || excessJobs() > 0
        || (most != null && committed.jobsOf(job.userId()) >= most)) {
      return false;
    }
    return later || (!mustWaitForOwn(charge) && !mustWaitForOwnJobs() && allowsUser(job.userId()));
  }

  /// Sets what the limit leaves aside for a job that has to wait, so that later and smaller ones of
  /// its team do not keep it waiting for ever.
  ///
  /// @param from [Moments#NEVER] when nobody knows
  void setAside(UUID jobId, long charge, long from) {
    if (earlierJobId == null) {
      earlierJobId = jobId;
      earlierCharge = charge;
      earlierFrom = Moments.surelyBefore(from);
    }
  }

  /// Until when a job has to end in order not to take what is set aside for an earlier one.
  long mustEndBy(long charge) {
    return earlierJobId != null && committed.charge + charge + earlierCharge > limit
        ? earlierFrom
        : Moments.NEVER;
  }

  UUID earlierJobId() {
    if (earlierJobId == null) {
      throw new IllegalStateException("no job of team %s is before".formatted(team.name()));
    }
    return earlierJobId;
  }

  /// When enough attempts of the team will have ended for a job that exceeds the limit.
  long fitsLimitFrom(long charge) {
    long excess = excess(charge);
    for (Holder holder :
        holders.stream().sorted(Comparator.comparingLong(it -> it.endsAt)).toList()) {
      if (excess <= 0 || holder.endsAt == Moments.NEVER) {
        break;
      }
      if (!holder.leaving) {
        excess -= holder.charge;
        if (excess <= 0) {
          return holder.endsAt;
        }
      }
    }
    return Moments.NEVER;
  }

  void setBorrower(Group group) {
    borrowers.add(group);
  }

  void takeBorrowers() {
    groups.addAll(borrowers);
    borrowers.clear();
  }

  @Override
  public int compareTo(TeamState other) {
    return ORDER.compare(this, other);
  }
}
