package dev.accrue.scheduling.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/// A queue for each team, first in first out, nothing preempted: the oldest head goes first, and a
/// head that does not fit holds its own team up.
final class Fifo implements Scheduler {

  private static final Comparator<Life> OLDEST =
      Comparator.<Life>comparingLong(life -> life.arrivedMillis)
          .thenComparingInt(life -> life.job.number());

  private final Map<Integer, Queue<Life>> queues = new HashMap<>();

  @Override
  public void queued(Life life) {
    queues.computeIfAbsent(life.job.team(), _ -> new ArrayDeque<>()).add(life);
  }

  @Override
  public void left(Attempt attempt) {}

  @Override
  public Round decide(View view) {
    Stopwatch watch = Stopwatch.start();
    PriorityQueue<Life> heads = new PriorityQueue<>(OLDEST);
    queues.values().stream()
        .filter(queue -> !queue.isEmpty())
        .forEach(queue -> heads.add(queue.element()));
    Set<JobClass> full = new HashSet<>();
    Draft draft = new Draft(view);
    List<Start> starts = new ArrayList<>();
    while (!heads.isEmpty()) {
      Life life = heads.remove();
      List<Integer> devices =
          full.contains(JobClass.of(life.job)) ? List.of() : draft.find(life.job);
      if (devices.isEmpty()) {
        full.add(JobClass.of(life.job));
        continue;
      }
      draft.take(life, devices);
      starts.add(new Start(life, devices));
      Queue<Life> queue = queues.getOrDefault(life.job.team(), new ArrayDeque<>());
      queue.remove();
      if (!queue.isEmpty()) {
        heads.add(queue.element());
      }
    }
    draft.undo();
    return new Round(starts, List.of(), watch.read());
  }
}
