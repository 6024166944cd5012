package dev.accrue.training.loop;

import dev.accrue.training.torch.ReplicaLink;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A job's model on several devices, or several times on one whose threads have more to do side by
/// side than at one operator together. The first replica's model is the one that is trained, saved
/// and measured; the others get its parameters (on the same device: share them) and statistics
/// before each window, and their gradients are added to its own once per window, in their order, so
/// that equal runs give equal bits.
///
/// BatchNorm: a replica with k_r of a window's k micro-batches forgets in these as much as one
/// device would in the whole window, and the model's statistics become the average over the
/// replicas by k_r / k. So the share of the old statistics that is left per optimizer step does not
/// depend on the number of devices, and each micro-batch weighs as much as on one, but for its
/// place in the window. Gradients are not concerned: they take the statistics of micro-batches.
///
/// libtorch has one random generator for all CPU threads. A model that draws takes turns in its
/// forwards, each of which seeds anew, so that draws depend on nothing else.
final class Replicas implements AutoCloseable {

  private final List<Replica> all = new ArrayList<>();
  private final List<ReplicaLink> links = new ArrayList<>();
  private final List<Future<Void>> running = new ArrayList<>();
  private final boolean draws;
  private final boolean sideBySide;
  private @Nullable Integer recorded;

  /// The first replica's micro-batch, which the caller's thread drives once all others of its round
  /// are on their way; only side by side.
  private @Nullable Runnable own;

  private Replicas(boolean draws, boolean sideBySide, @Nullable Integer recorded) {
    this.draws = draws;
    this.sideBySide = sideBySide;
    this.recorded = recorded;
  }

  /// The model on its one device, driven by the caller's thread.
  ///
  /// @param recorded see `recorded()`
  static Replicas alone(@Nullable Integer recorded) {
    return new Replicas(false, false, recorded);
  }

  /// Replicas on several devices.
  ///
  /// @param models the first is the one that is trained
  /// @param tasks for each of the models
  /// @param draws whether forwards draw at random
  static Replicas onDevices(
      TorchRuntime runtime, List<TrainableModel> models, List<Tasks> tasks, boolean draws) {
    Replicas replicas = new Replicas(draws, false, null);
    replicas.start(runtime, models, tasks, 0);
    return replicas;
  }

  /// Replicas on the one device of the job, among which the threads of the caller's operators are
  /// divided. The caller's thread drives the first.
  ///
  /// @param models the first is the one that is trained
  /// @param tasks for each of the models
  /// @param draws whether forwards draw at random
  static Replicas sideBySide(
      TorchRuntime runtime, List<TrainableModel> models, List<Tasks> tasks, boolean draws)
      throws InterruptedException {
    Replicas replicas = new Replicas(draws, true, models.size());
    int threads = TorchRuntime.threads();
    replicas.start(runtime, models, tasks, threads / models.size());
    // A thread sets its number when it begins, and the last one set is everybody's.
    replicas.all.stream().skip(1).forEach(r -> replicas.running.add(r.run(() -> null)));
    replicas.await();
    TorchRuntime.useThreads(threads);
    return replicas;
  }

  private void start(
      TorchRuntime runtime, List<TrainableModel> models, List<Tasks> tasks, int threads) {
    Lock turns = new ReentrantLock();
    for (int number = 0; number < models.size(); number++) {
      all.add(new Replica(number, models.get(number), tasks.get(number), threads));
      if (draws) {
        tasks.get(number).takeTurns(turns);
      }
      if (number > 0) {
        links.add(new ReplicaLink(runtime, models.getFirst(), models.get(number), sideBySide));
      }
    }
  }

  boolean several() {
    return all.size() > 1;
  }

  /// How many there are; 1 where the caller's thread drives the model.
  int count() {
    return Math.max(1, all.size());
  }

  /// What a checkpoint says of them, see `Position`.
  @Nullable Integer recorded() {
    return recorded;
  }

  /// Frees all but the first where they share a device, and with them their activations and
  /// gradients. No window is under way.
  ///
  /// @return whether there were any to free
  boolean leaveOne() {
    if (!sideBySide || !several()) {
      return false;
    }
    TrainableModel model = all.getFirst().model();
    all.getFirst().tasks().takeNoTurns();
    close();
    all.clear();
    links.clear();
    recorded = 1;
    model.batchNormExponent(1);
    return true;
  }

  /// Whether a forward draws; known only where there are several.
  boolean draws() {
    return draws;
  }

  /// Gives every replica the model's parameters and statistics, and its share of the forgetting.
  ///
  /// @param exponent what BatchNorm forgets in the whole window: the old statistics keep the share
  ///   `(1 - m)^exponent`
  /// @param forwards per micro-batch
  void begin(int microBatches, double exponent, int forwards) {
    links.forEach(ReplicaLink::copyToReplica);
    for (int number = 0; number < all.size(); number++) {
      int own = dealt(microBatches, number);
      if (own > 0) {
        all.get(number).model().batchNormExponent(exponent / own / forwards);
      }
    }
  }

  /// How many of the window's micro-batches a replica gets.
  private int dealt(int microBatches, int number) {
    return (microBatches - number + all.size() - 1) / all.size();
  }

  /// Work with a replica's model and losses.
  @FunctionalInterface
  interface Work {
    void run(TrainableModel model, Tasks tasks);
  }

  /// Deals a micro-batch to the replica whose turn it is. May return before it is done.
  void deal(int microBatchIndex, Work work) throws InterruptedException {
    stayClose();
    int turn = microBatchIndex % all.size();
    Replica replica = all.get(turn);
    if (sideBySide && turn == 0) {
      own = () -> work.run(replica.model(), replica.tasks());
      return;
    }
    send(replica, work);
    if (turn == all.size() - 1) {
      runOwn();
    }
  }

  private void runOwn() {
    Runnable work = own;
    own = null;
    if (work != null) {
      int threads = TorchRuntime.threads();
      TorchRuntime.useThreads(threads / all.size());
      try {
        work.run();
      } finally {
        TorchRuntime.useThreads(threads);
      }
    }
  }

  private void send(Replica replica, Work work) {
    running.add(
        replica.run(() -> {
          work.run(replica.model(), replica.tasks());
          return null;
        }));
  }

  /// Deals no further ahead than two micro-batches per replica, so that a cancel takes effect soon.
  private void stayClose() throws InterruptedException {
    int behind = running.size() - 2 * all.size();
    if (behind >= 0) {
      try {
        running.get(behind).get();
      } catch (ExecutionException e) {
        // Told when all have ended.
      }
    }
  }

  /// Waits for the window's micro-batches, and brings what the replicas did to the model.
  ///
  /// @throws RuntimeException the first failure of a micro-batch, when all have ended
  void gather(int microBatches) throws InterruptedException {
    runOwn();
    await();
    if (!links.isEmpty()) {
      links.getFirst().scaleModelStatistics(share(microBatches, 0));
    }
    for (int number = 1; number < all.size(); number++) {
      ReplicaLink link = links.get(number - 1);
      link.addToModel();
      if (dealt(microBatches, number) > 0) {
        link.addStatistics(share(microBatches, number));
      }
    }
  }

  private double share(int microBatches, int number) {
    return dealt(microBatches, number) / (double) microBatches;
  }

  private void await() throws InterruptedException {
    Throwable first = null;
    for (Future<Void> micro : running) {
      try {
        micro.get();
      } catch (ExecutionException e) {
        first = first == null ? e.getCause() : first;
      }
    }
    running.clear();
    switch (first) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a micro-batch failed", first);
    }
  }

  /// Each task's loss over the window: the sum of the replicas'.
  List<Double> takeWindowLosses() {
    List<Double> sums = new ArrayList<>(all.getFirst().tasks().takeWindowLosses());
    for (Replica replica : all.subList(1, all.size())) {
      List<Double> own = replica.tasks().takeWindowLosses();
      for (int task = 0; task < own.size(); task++) {
        sums.set(task, sums.get(task) + own.get(task));
      }
    }
    return sums;
  }

  /// Forgets what replicas other than the first did in a window that does not come to its end.
  void drop() {
    own = null;
    try {
      await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // The window is dropped for this or for an earlier reason.
    }
    links.forEach(ReplicaLink::clearReplica);
    all.stream().skip(1).forEach(replica -> replica.tasks().takeWindowLosses());
  }

  /// Dropout passes and BatchNorm takes its running statistics.
  void evaluationMode() {
    all.stream().skip(1).forEach(replica -> replica.model().evaluationMode());
  }

  /// Dropout drops and BatchNorm follows the batch.
  void trainingMode() {
    all.stream().skip(1).forEach(replica -> replica.model().trainingMode());
  }

  /// Ends the threads and frees the replicas beside the first, which is the session's own.
  @Override
  public void close() {
    all.forEach(Replica::close);
    links.forEach(ReplicaLink::close);
    all.stream()
        .skip(1)
        .forEach(replica -> {
          replica.tasks().close();
          replica.model().close();
        });
  }
}
