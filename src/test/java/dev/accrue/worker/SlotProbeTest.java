package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceSample;
import dev.accrue.worker.DeviceProbe.RunningTrainer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotProbeTest {

  private final Map<Long, ProcessUsage> processes = new HashMap<>();
  private final AtomicLong nanos = new AtomicLong();
  private final SlotProbe probe =
      new SlotProbe(
          List.of(DeviceInfo.cpuSlot(0, "a", 1, 2), DeviceInfo.cpuSlot(1, "b", 1, 2)),
          pid -> Optional.ofNullable(processes.get(pid)),
          nanos::get);

  private void use(long pid, double seconds, long bytes) {
    processes.put(pid, new ProcessUsage(Duration.ofMillis((long) (seconds * 1000)), bytes));
  }

  private List<DeviceSample> lookAfter(long seconds, RunningTrainer... trainers) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    return probe.look(List.of(trainers)).samples();
  }

  private static DeviceSample sample(int ordinal, @Nullable Double percent, long bytes) {
    return new DeviceSample(ordinal, percent, bytes, null, null);
  }

  @Test
  void comparesProcessorTimeWithWhatTheSlotsThreadsCouldTake() {
    RunningTrainer trainer = new RunningTrainer(7, List.of(1));
    use(7, 100, 500);
    assertThat(lookAfter(1, trainer)).containsExactly(sample(0, null, 0), sample(1, null, 500));

    use(7, 115, 600);

    assertThat(lookAfter(10, trainer)).containsExactly(sample(0, 0.0, 0), sample(1, 75.0, 600));
  }

  @Test
  void addsTrainersOfOneSlotUpAndDividesOneOnSeveral() {
    lookAfter(1);
    use(7, 4, 100);
    use(8, 8, 200);

    assertThat(
            lookAfter(10, new RunningTrainer(7, List.of(0)), new RunningTrainer(8, List.of(0, 1))))
        .containsExactly(sample(0, 40.0, 200), sample(1, 20.0, 100));
  }

  @Test
  void aTrainerThatHasEndedMeanwhileCountsForNothing() {
    lookAfter(1);

    assertThat(lookAfter(10, new RunningTrainer(9, List.of(0))))
        .containsExactly(sample(0, 0.0, 0), sample(1, 0.0, 0));
  }

  @Test
  void neverSaysMoreThanAll() {
    lookAfter(1);
    use(7, 1000, 1);

    assertThat(lookAfter(10, new RunningTrainer(7, List.of(0)))).contains(sample(0, 100.0, 1));
  }

  @Test
  void readsARealProcess() {
    Optional<ProcessUsage> usage = ProcessUsage.find(ProcessHandle.current().pid());

    assertThat(usage).isPresent();
    assertThat(usage.get().processorTime()).isPositive();
    assertThat(usage.get().residentBytes()).isBetween(10L << 20, Machine.memoryBytes());
  }
}
