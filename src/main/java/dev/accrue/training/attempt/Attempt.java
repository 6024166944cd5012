package dev.accrue.training.attempt;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.EquivalenceReport;
import dev.accrue.api.worker.EquivalenceResult;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.TrainerStart;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.SourceOpener;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.loop.MemoryTerms;
import dev.accrue.training.loop.Outcome;
import dev.accrue.training.loop.Surroundings;
import dev.accrue.training.loop.TrainingSession;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.memory.MemoryAmount;
import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.ProcessMemory;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// One attempt from the first line of the pipe to its reported end.
public final class Attempt {

  /// For arenas of the compiler's threads, each of which lives as long as one compilation.
  private static final long COMPILER_BYTES = 32L << 20;

  private final TrainerStart start;
  private final AttemptApi api;
  private final WorkerPipe pipe;
  private final BlobCache cache;
  private final PointSender points;
  private final EventSender events;
  private final Lanes lanes = new Lanes();
  private TrainingState state = TrainingState.initial();
  private boolean lastSaved = true;

  private Attempt(TrainerStart start, BufferedReader input, JsonMapper json) {
    Lease lease = Lease.watchedUntil(start.leaseTrustedUntilNanos());
    this.start = start;
    this.pipe = WorkerPipe.read(input, lease);
    this.api = new AttemptApi(new ServerConnection(start, lease), json);
    this.cache = new BlobCache(Path.of(start.cacheDirectory()), api);
    this.points = new PointSender(api, Clock.systemUTC());
    this.events = new EventSender(api);
  }

  /// Trains what the first line of the input says; ends the process.
  public static void run(BufferedReader input) {
    try {
      JsonMapper json = JsonMapper.builder().build();
      String first = input.readLine();
      if (first == null) {
        ProcessExit.INPUT_ENDED.now("the worker said nothing");
        return;
      }
      new Attempt(json.readValue(first, TrainerStart.class), input, json).run();
    } catch (IOException | RuntimeException | InterruptedException e) {
      TrainerLog.error("the attempt could not be reported", e);
      ProcessExit.FAILED.now(e.toString());
    }
  }

  private void run() throws InterruptedException {
    AttemptEnd end = end();
    events.close();
    api.end(end);
    ProcessExit.REPORTED.now("%s at optimizer step %d".formatted(end.cause(), end.optimizerStep()));
  }

  /// Asks what to train, trains it, and says how that ended.
  private AttemptEnd end() throws InterruptedException {
    AttemptDescription description;
    try {
      description = api.describe();
    } catch (RuntimeException e) {
      TrainerLog.error("the attempt has no description", e);
      return report(EndCause.INTERNAL, "The server did not say what to train: " + e.getMessage());
    }
    TrainerLog.info(
        "attempt %d of job %s, %d optimizer steps"
            .formatted(
                description.attemptNumber(),
                description.spec().name(),
                description.totalOptimizerSteps()));
    return end(description);
  }

  /// Trains, and says how it ended.
  private AttemptEnd end(AttemptDescription description) throws InterruptedException {
    BatchSpec batch = description.spec().training().batch();
    try {
      Outcome outcome = train(description);
      points.flush();
      return switch (outcome.kind()) {
        case FINISHED -> report(EndCause.SUCCEEDED, "All optimizer steps are done.");
        case PREEMPTED ->
            report(
                EndCause.PREEMPTED,
                lastSaved
                    ? "A checkpoint was saved to make room."
                    : "Made room. Its checkpoint was refused, so it goes on from the one before.");
        case CANCELED -> report(EndCause.CANCELED, "Stopped between two micro-batches.");
      };
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      TrainerLog.error("training failed", e);
      Failure failure = Failure.of(e, batch);
      return new AttemptEnd(
          failure.cause(), failure.message(), state.optimizerStep(), failure.workerAtFault());
    }
  }

  private AttemptEnd report(EndCause cause, String message) {
    return new AttemptEnd(cause, message, state.optimizerStep());
  }

  private Outcome train(AttemptDescription told) throws IOException, InterruptedException {
    Beginning beginning = beginning(told);
    AttemptDescription description = beginning.description();
    TrainingSession.Resumed resumed = beginning.resumed();
    JobSpec spec = description.spec();
    requireDevices(spec);
    Path work = Path.of(start.workDirectory());
    TrainingData data =
        SourceOpener.open(
            spec,
            description.files(),
            file -> cache.fetch(file.sha256()),
            Files.createDirectories(work.resolve("data")));
    state = resumed.state();
    Path programs = Files.createDirectories(work.resolve("programs"));
    try (TorchRuntime runtime = started(programs);
        JobSources sources = JobSources.open(description, cache, ownCache());
        TrainingSession session =
            TrainingSession.resume(
                runtime,
                spec,
                description.totalOptimizerSteps(),
                data,
                resumed,
                sources.sources())) {
      session.weightsLoaded().ifPresent(taken -> events.send("WEIGHTS_LOADED", taken));
      if (state.optimizerStep() == 0) {
        tellStandardized(data.train().targets());
      }
      SparseCurve curve =
          new SparseCurve(points, description.totalOptimizerSteps(), state.optimizerStep());
      curve.notice().ifPresent(notice -> events.send("CURVE_THINNED", notice));
      MeasuredValues measured = new MeasuredValues(curve);
      CheckpointSaver checkpoints =
          new CheckpointSaver(
              new CheckpointUpload(
                  api, points, lanes, CanonicalSpec.sha256Hex(spec), runtime.libraryVersions()),
              session.tensors(),
              Files.createDirectories(work.resolve("checkpoint")),
              measured,
              events,
              spec.checkpoints(),
              state.optimizerStep());
      Outcome outcome = session.train(measured, new Link(checkpoints), memory());
      if (outcome.kind() != Outcome.Kind.CANCELED) {
        lastSaved = checkpoints.saveLast(outcome.state());
      }
      if (outcome.kind() == Outcome.Kind.FINISHED && !lastSaved) {
        throw new TrainingRefusedException(
            "All optimizer steps are done, but the last checkpoint was refused, and with it the"
                + " model: see the event CHECKPOINT_REFUSED. Make room and queue the job again: it"
                + " goes on from its newest checkpoint.");
      }
      return outcome;
    }
  }

  /// Whoever uses the model has to turn its predictions back.
  private void tellStandardized(List<TargetLayout> targets) {
    targets.stream()
        .filter(TargetLayout::standardized)
        .forEach(target ->
            events.send(
                "TARGET_STANDARDIZED",
                "The model predicts (%1$s - %2$s) / %3$s, by the mean and the standard deviation of %1$s in the trained rows"
                    .formatted(target.name(), target.origin(), target.unit())));
  }

  private TorchRuntime started(Path programs) {
    if (start.memoryLimitBytes() != null) {
      NativeHeap.keepForCompiler(COMPILER_BYTES);
    }
    TorchRuntime runtime =
        TorchRuntime.start(
            start.threads(), start.deviceKind(), start.deviceOrdinals().size(), programs);
    TrainerLog.info(
        "%s of private memory before the model is loaded"
            .formatted(MemoryAmount.text(ProcessMemory.dataBytes())));
    return runtime;
  }

  private MemoryTerms memory() {
    return new MemoryTerms(
        start.deviceKind(), start.memoryLimitBytes(), new KeptMicroBatches(api), System::nanoTime);
  }

  private void requireDevices(JobSpec spec) {
    int wanted = spec.resources() == null ? 1 : spec.resources().devices();
    if (start.deviceOrdinals().size() != wanted) {
      throw new IllegalStateException(
          "the job asks for %d devices, and the attempt was given %s"
              .formatted(wanted, start.deviceOrdinals()));
    }
  }

  /// The loop's way to the outside.
  private final class Link implements Surroundings {
    private final CheckpointSaver checkpoints;

    Link(CheckpointSaver checkpoints) {
      this.checkpoints = checkpoints;
    }

    @Override
    public Order order() {
      return pipe.order();
    }

    @Override
    public void stepDone(TrainingState done) throws InterruptedException {
      state = done;
      checkpoints.stepDone(done);
    }

    @Override
    public boolean equivalenceAsked() {
      return pipe.equivalenceRequest() != null;
    }

    @Override
    public void equivalenceChecked(EquivalenceReport report) {
      Long request = pipe.equivalenceRequest();
      events.send(new EquivalenceResult(request, report));
      pipe.equivalenceDone(request);
    }

    @Override
    public void probed(long nanos) {
      events.probed(nanos);
    }

    @Override
    public void event(String kind, String sentence) {
      events.send(kind, sentence);
    }
  }

  /// Tensors of checkpoints, which no other attempt asks for.
  private BlobCache ownCache() {
    return new BlobCache(resumeDirectory(), api);
  }

  private Path resumeDirectory() {
    return Path.of(start.workDirectory()).resolve("resume");
  }

  /// What to train, and the checkpoint's content that it goes on from.
  private record Beginning(AttemptDescription description, TrainingSession.Resumed resumed) {}

  /// Goes on from the newest sound checkpoint: the server marks one that it reads damaged, and when
  /// it is asked again names the one before it.
  private Beginning beginning(AttemptDescription told) throws IOException, InterruptedException {
    AttemptDescription description = told;
    while (true) {
      try {
        return new Beginning(description, resumed(description));
      } catch (ServerRefusedException e) {
        CheckpointManifest damaged = description.resume();
        description = api.describe();
        if (!e.is(ServerRefusedException.BLOB_DAMAGED)
            || damaged == null
            || damaged.equals(description.resume())) {
          throw e;
        }
        events.send("RESUMED", fallback(damaged, description.resume()));
      }
    }
  }

  private static String fallback(
      CheckpointManifest damaged, @Nullable CheckpointManifest previous) {
    return "the checkpoint at optimizer step %d is damaged; %s"
        .formatted(
            damaged.optimizerStep(),
            previous == null
                ? "there is none before it, so training starts anew"
                : "goes on from the one at optimizer step " + previous.optimizerStep());
  }

  private TrainingSession.Resumed resumed(AttemptDescription description)
      throws IOException, InterruptedException {
    CheckpointManifest manifest = JobSources.goesOnFrom(description);
    if (manifest == null) {
      return new TrainingSession.Resumed(TrainingState.initial(), Map.of());
    }
    TrainerLog.info("resuming from the checkpoint at step " + manifest.optimizerStep());
    Map<String, TensorValue> tensors =
        new CheckpointDownload(api, resumeDirectory(), lanes).fetch(manifest);
    return new TrainingSession.Resumed(
        new TrainingState(manifest.optimizerStep(), manifest.position()), tensors);
  }
}
