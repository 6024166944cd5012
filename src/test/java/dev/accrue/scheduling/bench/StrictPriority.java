package dev.accrue.scheduling.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One queue by priority, then age, whoever's the job is. A job that does not fit preempts what has
/// a lower priority, where that helps; else it is passed over. Its devices are kept for it while
/// the victims leave.
final class StrictPriority implements Scheduler {

  private static final Comparator<Life> FIRST =
      Comparator.<Life>comparingInt(life -> -life.job.priority())
          .thenComparingLong(life -> life.arrivedMillis)
          .thenComparingInt(life -> life.job.number());

  /// The least that is lost goes first.
  private static final Comparator<Attempt> CHEAPEST =
      Comparator.<Attempt>comparingInt(attempt -> attempt.life.job.priority())
          .thenComparingLong(attempt -> -attempt.startMillis)
          .thenComparingInt(attempt -> attempt.number);

  /// A worker and who has to leave it.
  private record Victims(int worker, List<Attempt> attempts) {

    private int highestPriority() {
      return attempts.stream().mapToInt(attempt -> attempt.life.job.priority()).max().orElse(0);
    }
  }

  private final Map<JobClass, TreeSet<Life>> waiting = new HashMap<>();
  private final Map<Life, Victims> promised = new LinkedHashMap<>();

  @Override
  public void queued(Life life) {
    waiting.computeIfAbsent(JobClass.of(life.job), _ -> new TreeSet<>(FIRST)).add(life);
  }

  @Override
  public void left(Attempt attempt) {
    promised.values().forEach(victims -> victims.attempts().remove(attempt));
  }

  @Override
  public Round decide(View view) {
    Stopwatch watch = Stopwatch.start();
    Draft draft = new Draft(view);
    List<Start> starts = new ArrayList<>();
    List<Attempt> preempted = new ArrayList<>();
    startPromised(view, draft, starts);
    PriorityQueue<Life> heads = new PriorityQueue<>(FIRST);
    waiting.values().stream()
        .filter(queue -> !queue.isEmpty())
        .forEach(queue -> heads.add(queue.first()));
    while (!heads.isEmpty()) {
      Life life = heads.remove();
      TreeSet<Life> queue = waiting.getOrDefault(JobClass.of(life.job), new TreeSet<>(FIRST));
      List<Integer> devices = draft.find(life.job);
      if (!devices.isEmpty()) {
        draft.take(life, devices);
        starts.add(new Start(life, devices));
      } else if (!promise(life, view, preempted)) {
        // What is behind it in its class fits no better and may preempt no more.
        continue;
      }
      queue.remove(life);
      if (!queue.isEmpty()) {
        heads.add(queue.first());
      }
    }
    draft.undo();
    return new Round(starts, preempted, watch.read());
  }

  private void startPromised(View view, Draft draft, List<Start> starts) {
    List<Life> ready =
        promised.entrySet().stream()
            .filter(promise -> promise.getValue().attempts().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    for (Life life : ready) {
      int worker = Objects.requireNonNull(promised.remove(life)).worker();
      view.holdings().keep(worker, false);
      List<Integer> devices = view.holdings().freeDevices(worker).subList(0, life.job.devices());
      draft.take(life, devices);
      starts.add(new Start(life, devices));
    }
  }

  private boolean promise(Life life, View view, List<Attempt> preempted) {
    Victims best = null;
    for (int worker = 0; worker < view.workers(); worker++) {
      Victims victims = victims(life.job, worker, view);
      if (victims != null && (best == null || cheaper(victims, best))) {
        best = victims;
      }
    }
    if (best == null) {
      return false;
    }
    view.holdings().keep(best.worker(), true);
    preempted.addAll(best.attempts());
    promised.put(life, best);
    return true;
  }

  private static boolean cheaper(Victims one, Victims other) {
    return one.highestPriority() != other.highestPriority()
        ? one.highestPriority() < other.highestPriority()
        : one.attempts().size() < other.attempts().size();
  }

  /// The attempts whose leave frees enough of a worker, none of them superfluous but where one
  /// shares a device with another.
  private static @Nullable Victims victims(Trace.Job job, int worker, View view) {
    Holdings holdings = view.holdings();
    if (holdings.kept(worker) || holdings.devices(worker) < job.devices()) {
      return null;
    }
    List<Attempt> left = new ArrayList<>(holdings.attempts(worker));
    List<Attempt> victims = new ArrayList<>();
    int free = holdings.free(worker);
    for (Attempt attempt : left.stream().sorted(CHEAPEST).toList()) {
      if (free >= job.devices()) {
        break;
      }
      if (attempt.life.job.priority() < job.priority()
          && !attempt.preempted
          && attempt.number >= 0) {
        left.remove(attempt);
        victims.add(attempt);
        free += freed(attempt, left);
      }
    }
    return free >= job.devices() ? new Victims(worker, victims) : null;
  }

  /// Devices that nobody else shares with the attempt.
  private static int freed(Attempt attempt, List<Attempt> left) {
    return (int)
        attempt.devices.stream()
            .filter(device -> left.stream().noneMatch(other -> other.devices.contains(device)))
            .count();
  }
}
