package dev.accrue.checkpoint;

import dev.accrue.api.job.JobView;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.blob.BlobStore;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Prepares files of checkpoints.
@Component
class Exports {

  private final BlobStore blobs;

  Exports(BlobStore blobs) {
    this.blobs = blobs;
  }

  /// The kinds of files, by their endings.
  enum Format {
    SAFETENSORS("safetensors"),
    TORCHSCRIPT("pt");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    String ending() {
      return ending;
    }
  }

  /// A file of a checkpoint of the job.
  ///
  /// @throws ProblemException `INVALID_REQUEST` when there is no such file of it, `NOT_FOUND` when
  ///   its blobs are gone, `BLOB_DAMAGED` when they are not what was written
  CheckpointExport open(
      JobView job,
      UUID checkpointId,
      CheckpointManifest manifest,
      Format format,
      ExportedTensors.Content content)
      throws IOException {
    SequencedMap<String, TensorEntry> tensors = ExportedTensors.of(manifest, content);
    keep(tensors.values());
    return switch (format) {
      case SAFETENSORS ->
          new SafetensorsExport(blobs, tensors, about(job, checkpointId, manifest, content));
      case TORCHSCRIPT -> torchScript(manifest, content, tensors);
    };
  }

  /// Should the checkpoint be deleted meanwhile, its blobs stay for their period of grace.
  private void keep(Collection<TensorEntry> tensors) {
    Set<String> named = new LinkedHashSet<>();
    tensors.forEach(tensor -> named.add(tensor.sha256()));
    Set<String> missing = blobs.findMissing(named);
    missing.forEach(blobs::requireSound);
    if (!missing.isEmpty()) {
      throw new ProblemException(
          ProblemCode.NOT_FOUND,
          "the checkpoint was deleted a moment ago; export one that is still listed");
    }
  }

  private CheckpointExport torchScript(
      CheckpointManifest manifest,
      ExportedTensors.Content content,
      SequencedMap<String, TensorEntry> tensors)
      throws IOException {
    if (content == ExportedTensors.Content.ALL) {
      throw ExportedTensors.refusal(
          "content",
          "all",
          "a program has no place for the optimizer's state",
          "write content=weights or content=ema, or format=safetensors");
    }
    TensorEntry program =
        ExportedTensors.findProgram(manifest)
            .orElseThrow(() ->
                ExportedTensors.refusal(
                    "format",
                    "torchscript",
                    "the checkpoint was saved by a version that kept no program with it",
                    "write format=safetensors, or let a fork of it save another checkpoint"));
    return TorchScriptExport.open(blobs, program, tensors);
  }

  private static Map<String, String> about(
      JobView job,
      UUID checkpointId,
      CheckpointManifest manifest,
      ExportedTensors.Content content) {
    return Map.of(
        "accrue.job", job.id().toString(),
        "accrue.jobName", job.name(),
        "accrue.checkpoint", checkpointId.toString(),
        "accrue.optimizerStep", Long.toString(manifest.optimizerStep()),
        "accrue.specSha256", manifest.specSha256(),
        "accrue.content", content.name().toLowerCase(Locale.ROOT));
  }
}
