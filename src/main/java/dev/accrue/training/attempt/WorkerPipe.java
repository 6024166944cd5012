package dev.accrue.training.attempt;

import dev.accrue.api.worker.Order;
import java.io.BufferedReader;
import java.io.IOException;

/// The lines that the worker writes after the first one: `lease MILLIS` and `order PREEMPT|CANCEL`.
/// The end of the input means that the worker is gone: the process halts.
final class WorkerPipe {

  private final Lease lease;
  private volatile Order order = Order.CONTINUE;

  private WorkerPipe(Lease lease) {
    this.lease = lease;
  }

  static WorkerPipe read(BufferedReader input, Lease lease) {
    WorkerPipe pipe = new WorkerPipe(lease);
    Thread.ofPlatform().name("worker-pipe").daemon().start(() -> pipe.readAll(input));
    return pipe;
  }

  /// The latest order; a cancel is final.
  Order order() {
    return order;
  }

  private void readAll(BufferedReader input) {
    try {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        obey(line);
      }
      ProcessExit.INPUT_ENDED.now("the worker is gone");
    } catch (IOException e) {
      ProcessExit.INPUT_ENDED.now("the pipe from the worker broke: " + e.getMessage());
    }
  }

  private void obey(String line) {
    try {
      switch (line.split(" ", 2)) {
        case String[] words when words.length == 2 && words[0].equals("lease") ->
            lease.trust(Long.parseLong(words[1]));
        case String[] words when words.length == 2 && words[0].equals("order") ->
            obey(Order.valueOf(words[1]));
        default -> TrainerLog.warn("the worker said something unknown: " + line);
      }
    } catch (IllegalArgumentException e) {
      TrainerLog.warn("the worker said something malformed: " + line);
    }
  }

  private void obey(Order latest) {
    if (order != Order.CANCEL) {
      order = latest;
    }
  }
}
