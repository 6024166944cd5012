package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceSample;
import dev.accrue.api.worker.WorkerProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceWatchTest {

  private final PlayedGpus gpus = new PlayedGpus().with("GPU-a").with("GPU-b");
  private final List<DeviceProbe.Look> sent = new ArrayList<>();
  private final List<Integer> lost = new ArrayList<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private boolean serverAway;
  private DeviceWatch watch;

  @BeforeEach
  void begin() throws Exception {
    watch =
        new DeviceWatch(
            new GpuProbe(gpus, 2),
            List::of,
            this::send,
            lost::add,
            new WorkerLog(new PrintStream(log, true, StandardCharsets.UTF_8)));
  }

  private void send(DeviceProbe.Look look) throws IOException {
    if (serverAway) {
      throw new IOException("away");
    }
    sent.add(look);
  }

  @Test
  void sendsWhatItSees() {
    watch.look();

    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().samples()).extracting(DeviceSample::ordinal).containsExactly(0, 1);
    assertThat(watch.problems()).isEmpty();
  }

  @Test
  void tellsTheAgentOfALostDeviceEvenWhileTheServerIsAway() {
    serverAway = true;
    gpus.lost.add(1);

    watch.look();

    assertThat(lost).containsExactly(1);
    assertThat(watch.problems()).extracting(WorkerProblem::deviceOrdinal).containsExactly(1);
  }

  @Test
  void aDeviceThatIsBackIsNoProblemAnyMore() {
    gpus.lost.add(0);
    watch.look();
    gpus.lost.clear();

    watch.look();

    assertThat(watch.problems()).isEmpty();
    assertThat(lost).containsExactly(0);
  }

  @Test
  void saysOnceThatTheServerIsAwayAndSendsNothingLate() {
    serverAway = true;
    watch.look();
    watch.look();
    serverAway = false;
    watch.look();

    assertThat(sent).hasSize(1);
    assertThat(log.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("did not take"))
        .hasSize(1);
  }
}
