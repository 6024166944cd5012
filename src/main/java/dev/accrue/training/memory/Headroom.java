package dev.accrue.training.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Memory that tensors must leave to the JVM under a limit that holds for both: a JVM that cannot
/// load a class, and libtorch where it cannot compile a kernel, end the attempt. While it is held
/// it counts as in use, so that a size of micro-batches fits only beside it. It is let go as soon
/// as the size has proved to fit or memory ran out.
///
/// Until then large tensors go back to the kernel when they are freed. The C library's heap would
/// keep what it has grown to, and the next smaller size would find no more memory than the last. It
/// is faster, so it takes them once a size fits with room for the holes that it will have, but not
/// where memory has run out before; and when it has grown so far that what fits needs the rest, it
/// takes only what finds a place among its holes. Where memory runs out within one window before
/// that is seen, what the heap has grown to does not come back: smaller sizes have to do with what
/// is free inside of it, and the JVM, whose classes are loaded by then, with what is left beside
/// it.
public final class Headroom {

  /// For classes, compiled code, stacks and kernels that come after the first optimizer step.
  private static final long BYTES = 48L << 20;

  /// How often what one window takes and gives back must be there for the heap to take it. With its
  /// holes a heap takes twice to six times as much where it may (docs/decisions/0066).
  private static final double GROWTH = 3;

  /// How often it must be left for the heap to take more.
  private static final double REST = 1.5;

  // From Linux' mman.h, the same on x86 and ARM.
  private static final int READ_AND_WRITE = 0x3;
  private static final int PRIVATE_AND_ANONYMOUS = 0x22;
  private static final long FAILED = -1;

  private static final Optional<MethodHandle> MMAP =
      NativeHeap.find(
          "mmap",
          FunctionDescriptor.of(
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));
  private static final Optional<MethodHandle> MUNMAP =
      NativeHeap.find(
          "munmap",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

  private final boolean limited;
  private MemorySegment held = MemorySegment.NULL;
  private int proven;
  private boolean ranOut;

  /// Whether the heap has grown so far that nothing is left to map.
  private boolean heapKeeps;

  /// Whether the heap takes large tensors although there is a limit.
  private boolean heapGrows;

  /// Where it ended when there was room for it.
  private long heapEnd;

  /// What a window takes and gives back.
  private long passingBytes;

  /// @param limited whether the process is held to any memory, which needs Linux; else nothing is
  ///   done
  public Headroom(boolean limited) {
    this.limited = limited && MMAP.isPresent() && MUNMAP.isPresent();
    this.proven = this.limited ? 0 : Integer.MAX_VALUE;
  }

  /// Before a window with micro-batches of this size, which may be the first.
  ///
  /// @throws OutOfMemoryError when it is not there
  public void tryOut(int micro) {
    if (micro > proven) {
      heapKeeps = !mapped();
      if (heapKeeps && !(ranOut && NativeHeap.freeBytes() >= BYTES)) {
        throw missing();
      }
      NativeHeap.mapLarge(!heapKeeps);
    }
  }

  /// Holds it, for a trial. It is memory of addresses alone: no page of it is ever touched.
  ///
  /// @throws OutOfMemoryError when it is not there
  public void hold() {
    if (!mapped()) {
      throw missing();
    }
    if (limited) {
      NativeHeap.mapLarge(true);
    }
  }

  private boolean mapped() {
    if (limited && held.address() == 0) {
      MemorySegment mapped = map(BYTES);
      if (mapped.address() == FAILED) {
        return false;
      }
      held = mapped;
    }
    return true;
  }

  private static OutOfMemoryError missing() {
    return new OutOfMemoryError(
        "out of memory: tensors leave less than %s to the JVM".formatted(MemoryAmount.text(BYTES)));
  }

  /// A window with micro-batches of this size has run to its end, all of what follows it included.
  ///
  /// @param peakBytes that were resident at most in that window
  public void fits(int micro, LongSupplier peakBytes) {
    if (micro > proven) {
      proven = micro;
      release();
      passingBytes = Math.max(0, peakBytes.getAsLong() - ProcessMemory.residentBytes());
      heapGrows = !ranOut && hasRoomFor(GROWTH);
      heapEnd = NativeHeap.end();
      NativeHeap.mapLarge(!heapKeeps && !heapGrows);
    } else if (heapGrows && NativeHeap.end() != heapEnd) {
      watch();
    }
  }

  /// Lets the heap take no more where it has grown too far.
  private void watch() {
    heapEnd = NativeHeap.end();
    if (!hasRoomFor(REST)) {
      heapGrows = false;
      NativeHeap.mapLarge(true);
      NativeHeap.giveBack();
    }
  }

  /// Whether as many times what a window takes could be had beside what tensors leave to the JVM.
  private boolean hasRoomFor(double times) {
    long bytes = BYTES + (long) (times * passingBytes);
    MemorySegment mapped = map(bytes);
    if (mapped.address() == FAILED) {
      return false;
    }
    unmap(mapped, bytes);
    return true;
  }

  /// Lets it go, since memory ran out.
  public void ranOut() {
    if (limited) {
      ranOut = true;
      heapGrows = false;
      proven = 0;
    }
    release();
  }

  /// Lets it go.
  public void release() {
    if (held.address() != 0) {
      unmap(held, BYTES);
      held = MemorySegment.NULL;
    }
  }

  private static MemorySegment map(long bytes) {
    try {
      return (MemorySegment)
          MMAP.orElseThrow()
              .invokeExact(
                  MemorySegment.NULL, bytes, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot map memory", e);
    }
  }

  private static void unmap(MemorySegment mapped, long bytes) {
    try {
      int failed = (int) MUNMAP.orElseThrow().invokeExact(mapped, bytes);
      assert failed == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot unmap memory", e);
    }
  }
}
