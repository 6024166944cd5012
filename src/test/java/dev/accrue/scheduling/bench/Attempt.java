package dev.accrue.scheduling.bench;

import java.util.List;

/// A job on the devices of a worker, from its placement to its leave.
final class Attempt {

  /// Until the first optimizer step: the process, libtorch, the data, the checkpoint.
  static final long STARTUP_MILLIS = 10_000;

  /// Training between two checkpoints.
  static final long CHECKPOINT_MILLIS = 600_000;

  /// What the checkpoint of a preempted attempt takes.
  static final long SAVE_MILLIS = 5_000;

  /// A preempted attempt that holds its devices longer is killed.
  static final long GRACE_MILLIS = 60_000;

  final int number;
  final Life life;
  final int worker;
  final List<Integer> devices;
  final long startMillis;

  /// When it gives its devices back, as far as is known.
  long leaveMillis;

  /// Training that is saved when it leaves.
  long savedAtLeaveMillis;

  boolean preempted;
  boolean killed;

  Attempt(int number, Life life, int worker, List<Integer> devices, long startMillis) {
    this.number = number;
    this.life = life;
    this.worker = worker;
    this.devices = devices;
    this.startMillis = startMillis;
    this.leaveMillis = startMillis + STARTUP_MILLIS + life.remainingMillis();
    this.savedAtLeaveMillis = life.job.workMillis();
  }

  /// Training up to a moment, with what earlier attempts saved.
  long progressMillis(long nowMillis) {
    return life.savedMillis + Math.max(0, nowMillis - startMillis - STARTUP_MILLIS);
  }

  /// What a kill at this moment would lose.
  long unsavedMillis(long nowMillis) {
    return Math.max(0, nowMillis - startMillis - STARTUP_MILLIS) % CHECKPOINT_MILLIS;
  }

  /// Asks it to leave: at its next step boundary with a checkpoint, or killed where that takes too
  /// long. One that would end before goes on to its end.
  void preempt(long nowMillis) {
    preempted = true;
    long progress = progressMillis(nowMillis);
    long step = life.job.stepMillis();
    long boundary = Math.min(Math.ceilDiv(progress, step) * step, life.job.workMillis());
    long reached = startMillis + STARTUP_MILLIS + boundary - life.savedMillis;
    long leaves = Math.max(reached, nowMillis) + SAVE_MILLIS;
    long killedAt = nowMillis + GRACE_MILLIS;
    if (leaveMillis <= Math.min(leaves, killedAt)) {
      return;
    }
    if (leaves <= killedAt) {
      leaveMillis = leaves;
      savedAtLeaveMillis = boundary;
    } else {
      killed = true;
      leaveMillis = killedAt;
      savedAtLeaveMillis = progressMillis(killedAt) - unsavedMillis(killedAt);
    }
  }

  boolean finishes() {
    return savedAtLeaveMillis >= life.job.workMillis();
  }
}
