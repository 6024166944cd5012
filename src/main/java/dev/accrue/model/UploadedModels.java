package dev.accrue.model;

import dev.accrue.api.worker.ModelFile;
import java.util.Optional;
import java.util.UUID;

/// The catalogue of uploaded models.
@FunctionalInterface
public interface UploadedModels {

  /// A file that the team may use; its bytes are the blob of that digest.
  Optional<ModelFile> find(UUID teamId, String name, ModelFile.Kind kind);
}
