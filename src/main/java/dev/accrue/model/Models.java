package dev.accrue.model;

import dev.accrue.api.worker.ModelFile;
import java.util.Optional;
import java.util.UUID;

/// The models that teams have uploaded.
public interface Models {

  /// A model of the team by its name.
  Optional<ModelFile> find(UUID teamId, String name);
}
