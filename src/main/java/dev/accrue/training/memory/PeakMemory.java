package dev.accrue.training.memory;

import dev.accrue.api.worker.DeviceKind;

/// The most memory that tensors have taken since it was last cleared.
public enum PeakMemory {
  /// Tensors lie in the process's own memory.
  PROCESS {
    @Override
    public void clear() {
      ProcessMemory.clearPeak();
    }

    @Override
    public long bytes() {
      return ProcessMemory.peakBytes();
    }

    @Override
    public String sentence(long bytes) {
      return "The trainer's process had at most %s resident".formatted(MemoryAmount.text(bytes));
    }
  },
  /// Tensors lie in the memory of a GPU.
  GPU {
    @Override
    public void clear() {
      // It would cost training what libtorch has kept; those who make room do it anyway.
    }

    @Override
    public long bytes() {
      return CudaMemory.takenBytes();
    }

    @Override
    public String sentence(long bytes) {
      return "The trainer took at most %s of its GPU".formatted(MemoryAmount.text(bytes));
    }
  };

  /// Where tensors lie on a device of this kind.
  public static PeakMemory on(DeviceKind kind) {
    return kind == DeviceKind.CUDA ? GPU : PROCESS;
  }

  /// Begins a new peak, where that costs nothing.
  public abstract void clear();

  /// Bytes; 0 where that is not known.
  public abstract long bytes();

  /// The peak for people; no full stop.
  public abstract String sentence(long bytes);
}
