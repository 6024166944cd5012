package dev.accrue.training.attempt;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads that are there before training begins. Training may fill the memory that the process is
/// held to, and then no thread can be made when the first checkpoint is due.
final class EarlyThreads {

  /// Enough for requests and hashes; the usual stack is four times as large, and counts whole.
  private static final long STACK_BYTES = 256 << 10;

  private EarlyThreads() {}

  /// Starts `count` daemon threads that wait for work as long as the process lives.
  static ExecutorService start(String name, int count) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name(name + "-", 1).stackSize(STACK_BYTES).daemon().factory());
    threads.prestartAllCoreThreads();
    return threads;
  }
}
