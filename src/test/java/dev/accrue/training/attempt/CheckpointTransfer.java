package dev.accrue.training.attempt;

import dev.accrue.api.spec.CheckpointSpec;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.Position;
import dev.accrue.api.worker.TrainerStart;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.loop.TrainingTensors;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// A trainer's way of saving a checkpoint and of reading it again, for benchmarks outside of this
/// package: the classes that an attempt uses, without training.
public final class CheckpointTransfer {

  private static final long TRUST_NANOS = TimeUnit.HOURS.toNanos(1);

  private final AttemptApi api;
  private final PointSender points;
  private final CheckpointDownload download;
  private final Path directory;
  private final Lanes lanes = new Lanes();

  /// As the attempt that this first line of the pipe tells of.
  public CheckpointTransfer(TrainerStart start) {
    Lease lease = Lease.until(System.nanoTime() + TRUST_NANOS);
    this.api = new AttemptApi(new ServerConnection(start, lease), JsonMapper.builder().build());
    this.points = new PointSender(api, Clock.systemUTC());
    this.directory = Path.of(start.workDirectory());
    this.download = new CheckpointDownload(api, directory.resolve("resume"), lanes);
  }

  /// Saves these tensors as the checkpoint at an optimizer step.
  public CheckpointManifest save(
      long optimizerStep, String specSha256, List<TrainingTensors.Copy> copies)
      throws InterruptedException {
    TrainingState state = new TrainingState(optimizerStep, new Position(0, 0, 0, optimizerStep, 0));
    return upload(specSha256).save(state, copies, Map.of());
  }

  private CheckpointUpload upload(String specSha256) {
    return new CheckpointUpload(api, points, lanes, specSha256, Map.of());
  }

  /// Reads the tensors as an attempt does that resumes.
  public Map<String, TensorValue> read(CheckpointManifest manifest)
      throws IOException, InterruptedException {
    return download.fetch(manifest);
  }

  /// What an attempt saves with while it trains.
  public Saver saver(TrainingTensors tensors, long everyOptimizerSteps, String specSha256) {
    return new Saver(
        new CheckpointSaver(
            upload(specSha256),
            tensors,
            directory,
            new MeasuredValues(points),
            new EventSender(api),
            new CheckpointSpec(everyOptimizerSteps, 2),
            0));
  }

  /// A saver, for benchmarks outside of this package.
  public static final class Saver {

    private final CheckpointSaver saver;
    private TrainingState state = TrainingState.initial();

    private Saver(CheckpointSaver saver) {
      this.saver = saver;
    }

    /// As the loop tells it.
    public void stepDone(TrainingState done) throws InterruptedException {
      state = done;
      saver.stepDone(done);
    }

    /// Saves the last step and waits until the server has it.
    public void saveLast() throws InterruptedException {
      saver.saveLast(state);
    }
  }
}
