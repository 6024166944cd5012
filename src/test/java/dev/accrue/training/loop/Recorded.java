package dev.accrue.training.loop;

import dev.accrue.api.worker.EquivalenceReport;
import dev.accrue.api.worker.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Surroundings and curve that remember what the loop told them.
final class Recorded implements Surroundings, Curve {

  final Map<String, TreeMap<Long, Double>> series = new TreeMap<>();
  final Map<String, List<String>> events = new TreeMap<>();
  TrainingState last = TrainingState.initial();
  Order order = Order.CONTINUE;
  long cancelAtQuestion = Long.MAX_VALUE;
  final List<EquivalenceReport> equivalence = new ArrayList<>();
  boolean equivalenceAsked;
  long probedNanos;
  private long questions;
  Runnable afterStep = () -> {};
  Runnable atQuestion = () -> {};

  @Override
  public void add(String name, TrainingState state, double value) {
    series.computeIfAbsent(name, key -> new TreeMap<>()).put(state.optimizerStep(), value);
  }

  Map<Long, Double> points(String name) {
    return series.getOrDefault(name, new TreeMap<>());
  }

  List<String> events(String kind) {
    return events.getOrDefault(kind, List.of());
  }

  @Override
  public Order order() {
    questions++;
    atQuestion.run();
    if (questions >= cancelAtQuestion) {
      order = Order.CANCEL;
    }
    return order;
  }

  @Override
  public boolean equivalenceAsked() {
    return equivalenceAsked;
  }

  @Override
  public void equivalenceChecked(EquivalenceReport report) {
    equivalence.add(report);
    equivalenceAsked = false;
  }

  @Override
  public void probed(long nanos) {
    probedNanos += nanos;
  }

  @Override
  public void stepDone(TrainingState state) {
    last = state;
    afterStep.run();
  }

  @Override
  public void event(String kind, String sentence) {
    events.computeIfAbsent(kind, key -> new ArrayList<>()).add(sentence);
  }
}
