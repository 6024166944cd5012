package dev.accrue.scheduling.bench;

import java.util.ArrayList;
import java.util.List;

/// Placements of one round, taken while the round goes on and given back at its end, when the
/// simulation takes them itself.
final class Draft {

  private final Scheduler.View view;
  private final List<Attempt> taken = new ArrayList<>();

  Draft(Scheduler.View view) {
    this.view = view;
  }

  List<Integer> find(Trace.Job job) {
    return view.holdings().find(job);
  }

  void take(Life life, List<Integer> devices) {
    int worker = view.holdings().worker(devices.getFirst());
    Attempt attempt = new Attempt(-1, life, worker, devices, view.nowMillis());
    view.holdings().take(attempt);
    taken.add(attempt);
  }

  void undo() {
    taken.reversed().forEach(view.holdings()::giveBack);
  }
}
