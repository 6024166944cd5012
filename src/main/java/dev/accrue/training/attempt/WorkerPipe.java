package dev.accrue.training.attempt;

import dev.accrue.api.worker.Order;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The lines that the worker writes after the first one: `lease NANOS`, `order PREEMPT|CANCEL` and
/// `check equivalence REQUEST`. The end of the input means that the worker is gone: the process
/// halts.
final class WorkerPipe {

  /// Requests have positive numbers.
  private static final long NO_REQUEST = 0;

  private static final String EQUIVALENCE = "equivalence ";

  private final Lease lease;
  private volatile Order order = Order.CONTINUE;
  private final AtomicLong equivalenceRequest = new AtomicLong(NO_REQUEST);

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

  /// The request for an equivalence check that is not done; null for none.
  @Nullable Long equivalenceRequest() {
    long request = equivalenceRequest.get();
    return request == NO_REQUEST ? null : request;
  }

  /// A request is done; one that came meanwhile is not.
  void equivalenceDone(@Nullable Long request) {
    if (request != null) {
      equivalenceRequest.compareAndSet(request, NO_REQUEST);
    }
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
            lease.trustUntil(Long.parseLong(words[1]));
        case String[] words when words.length == 2 && words[0].equals("order") ->
            obey(Order.valueOf(words[1]));
        case String[] words
            when words.length == 2
                && words[0].equals("check")
                && words[1].startsWith(EQUIVALENCE) ->
            equivalenceRequest.set(Long.parseLong(words[1].substring(EQUIVALENCE.length())));
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
