package dev.accrue.training.attempt;

import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.loop.ModelSources;
import dev.accrue.training.script.ModuleWeights;
import dev.accrue.training.script.SafeTensors;
import dev.accrue.training.script.StartingWeights;
import dev.accrue.training.script.UserModule;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The files that a job's model is made of, fetched and opened.
final class JobSources implements AutoCloseable {

  private final @Nullable UserModule module;
  private final @Nullable StartingWeights weights;
  private final @Nullable SafeTensors file;

  private JobSources(
      @Nullable UserModule module, @Nullable StartingWeights weights, @Nullable SafeTensors file) {
    this.module = module;
    this.weights = weights;
    this.file = file;
  }

  /// Fetches what the spec names.
  ///
  /// @param shared of files that other jobs may use too
  /// @param own of this attempt alone
  static JobSources open(AttemptDescription description, BlobCache shared, BlobCache own)
      throws IOException, InterruptedException {
    UserModule module = module(description, shared);
    InitialWeightsSpec initial = description.spec().initialWeights();
    if (initial == null || goesOnFrom(description) != null) {
      return new JobSources(module, null, null);
    }
    CheckpointManifest checkpoint = description.initialCheckpoint();
    if (checkpoint != null) {
      CheckpointWeights weights = new CheckpointWeights(checkpoint, own);
      return new JobSources(module, new StartingWeights(weights, initial.strict()), null);
    }
    if (initial.checkpoint() != null) {
      throw new TrainingRefusedException(
          "the checkpoint %s of initialWeights is there no more: its job has newer ones; start from one of those"
              .formatted(initial.checkpoint()));
    }
    return fromFile(description, shared, module, initial);
  }

  private static JobSources fromFile(
      AttemptDescription description,
      BlobCache shared,
      @Nullable UserModule module,
      InitialWeightsSpec initial)
      throws IOException, InterruptedException {
    String name = String.valueOf(initial.weights());
    boolean archive =
        description.modelFiles().stream()
            .anyMatch(it -> it.name().equals(name) && it.kind() == ModelKind.TORCHSCRIPT);
    if (archive) {
      Path file = fetch(description, shared, name, ModelKind.TORCHSCRIPT);
      ModuleWeights weights = new ModuleWeights(UserModule.read(file, "module " + name));
      return new JobSources(module, new StartingWeights(weights, initial.strict()), null);
    }
    SafeTensors weights =
        SafeTensors.open(
            fetch(description, shared, name, ModelKind.SAFETENSORS), "weights " + name);
    return new JobSources(module, new StartingWeights(weights, initial.strict()), weights);
  }

  /// The checkpoint whose training goes on: the job's own newest one, or the one that it starts
  /// from where it takes everything of that.
  static @Nullable CheckpointManifest goesOnFrom(AttemptDescription description) {
    InitialWeightsSpec initial = description.spec().initialWeights();
    boolean begins = description.resume() == null && initial != null && initial.takesEverything();
    return begins ? description.initialCheckpoint() : description.resume();
  }

  private static @Nullable UserModule module(AttemptDescription description, BlobCache shared)
      throws IOException, InterruptedException {
    JobSpec spec = description.spec();
    if (!(spec.model() instanceof ModelSpec.TorchScript(String name))) {
      return null;
    }
    Path file = fetch(description, shared, name, ModelKind.TORCHSCRIPT);
    return UserModule.read(file, "module " + name);
  }

  private static Path fetch(
      AttemptDescription description, BlobCache cache, String name, ModelKind kind)
      throws IOException, InterruptedException {
    ModelFile file =
        description.modelFiles().stream()
            .filter(candidate -> candidate.name().equals(name) && candidate.kind() == kind)
            .findFirst()
            .orElseThrow(() ->
                new TrainingRefusedException(
                    "there is no uploaded %s called %s any more; upload it again"
                        .formatted(kind, name)));
    return cache.fetch(file.sha256());
  }

  ModelSources sources() {
    return new ModelSources(module, weights);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
