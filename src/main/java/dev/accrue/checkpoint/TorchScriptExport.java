package dev.accrue.checkpoint;

import dev.accrue.api.worker.TensorEntry;
import dev.accrue.blob.BlobFile;
import dev.accrue.blob.BlobStore;
import dev.accrue.format.FormatException;
import dev.accrue.format.ProgramTemplate;
import dev.accrue.format.ProgramTemplate.Place;
import dev.accrue.format.ProgramTemplate.Storage;
import dev.accrue.format.StoredZip;
import dev.accrue.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// A checkpoint's program with its tensors, as `torch.jit.load` opens it: the template that the
/// trainer saved, filled in.
final class TorchScriptExport implements CheckpointExport {

  private final BlobStore blobs;
  private final Map<String, TensorEntry> tensors;
  private final BlobFile file;
  private final ProgramTemplate template;
  private final StoredZip zip;

  private TorchScriptExport(
      BlobStore blobs, Map<String, TensorEntry> tensors, BlobFile file, ProgramTemplate template) {
    this.blobs = blobs;
    this.tensors = tensors;
    this.file = file;
    this.template = template;
    this.zip = new StoredZip(template.entries());
  }

  /// @param program the template's blob
  /// @param tensors by their names in the model
  /// @throws ProblemException `INVALID_REQUEST` when program and tensors do not belong together
  static TorchScriptExport open(
      BlobStore blobs, TensorEntry program, Map<String, TensorEntry> tensors) throws IOException {
    BlobFile file = BlobFile.copy(blobs, program.sha256());
    try {
      ProgramTemplate template = ProgramTemplate.open(file.path(), "the checkpoint's program");
      requireFit(template, tensors);
      return new TorchScriptExport(blobs, tensors, file, template);
    } catch (FormatException e) {
      file.close();
      throw unusable(e.reason());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void requireFit(ProgramTemplate template, Map<String, TensorEntry> tensors) {
    for (Storage storage : template.storages().values()) {
      for (Place place : storage.places()) {
        TensorEntry tensor = tensors.get(place.tensor());
        if (tensor == null || tensor.sizeBytes() != place.layout().sizeBytes()) {
          throw unusable("it has another tensor %s than the checkpoint".formatted(place.tensor()));
        }
      }
    }
  }

  private static ProblemException unusable(String why) {
    return ExportedTensors.refusal(
        "format",
        "torchscript",
        "the program that was saved with the checkpoint cannot be used: " + why,
        "write format=safetensors");
  }

  @Override
  public long sizeBytes() {
    return zip.sizeBytes();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    zip.writeTo(out, this::write);
  }

  private void write(StoredZip.Entry entry, OutputStream out) throws IOException {
    Storage storage = template.storages().get(entry.name());
    if (storage == null) {
      template.copy(entry, out);
    } else if (storage.isOneTensor()) {
      blobs.read(tensor(storage.places().getFirst()).sha256(), out);
    } else {
      try (ScatteredStorage scattered = ScatteredStorage.of(template, entry, storage)) {
        for (Place place : storage.places()) {
          scattered.put(place.layout(), blobs, tensor(place).sha256());
        }
        scattered.copyTo(out);
      }
    }
  }

  private TensorEntry tensor(Place place) {
    TensorEntry tensor = tensors.get(place.tensor());
    if (tensor == null) {
      throw new IllegalStateException("no tensor " + place.tensor() + ", which was checked");
    }
    return tensor;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      template.close();
    }
  }
}
