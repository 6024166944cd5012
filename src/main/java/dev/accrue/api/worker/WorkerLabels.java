package dev.accrue.api.worker;

/// How labels of workers look, which the selectors of specs name: `gpu=a100`.
public final class WorkerLabels {

  /// The most labels of a worker.
  public static final int MAX_LABELS = 32;

  /// What a label is called.
  public static final String KEY = "[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?";

  /// What it says.
  public static final String VALUE = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";

  private WorkerLabels() {}
}
