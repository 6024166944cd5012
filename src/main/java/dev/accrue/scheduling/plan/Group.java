package dev.accrue.scheduling.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The waiting jobs of a team that need the same, so that one answer serves them all. They are put
/// in order only when the second of them is asked for.
final class Group implements Comparable<Group> {

  final Shape shape;
  private final List<WaitingJob> jobs = new ArrayList<>(4);
  private WaitingJob head;
  private @Nullable PriorityQueue<WaitingJob> ordered;

  /// No job of the team with a lower priority can make room.
  boolean noOwnVictims;

  Group(Shape shape, WaitingJob first) {
    this.shape = shape;
    this.head = first;
    jobs.add(first);
  }

  void add(WaitingJob job) {
    jobs.add(job);
    if (job.compareTo(head) < 0) {
      head = job;
    }
  }

  boolean isEmpty() {
    return remaining().isEmpty();
  }

  WaitingJob head() {
    return head;
  }

  void pop() {
    if (ordered == null) {
      ordered = new PriorityQueue<>(jobs);
    }
    ordered.poll();
    WaitingJob next = ordered.peek();
    if (next != null) {
      head = next;
    }
  }

  Collection<WaitingJob> remaining() {
    return ordered == null ? jobs : ordered;
  }

  /// Removes the jobs that do not meet the condition.
  void keepOnly(Predicate<WaitingJob> condition, Consumer<WaitingJob> removed) {
    List<WaitingJob> stay = new ArrayList<>();
    for (WaitingJob job : remaining()) {
      if (condition.test(job)) {
        stay.add(job);
      } else {
        removed.accept(job);
      }
    }
    ordered = new PriorityQueue<>(stay);
    WaitingJob next = ordered.peek();
    if (next != null) {
      head = next;
    }
  }

  @Override
  public int compareTo(Group other) {
    return head.compareTo(other.head);
  }
}
