package dev.accrue.api.catalogue;

import dev.accrue.api.worker.ModelKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A model or weights of a team.
///
/// @param entries tensors of a `SAFETENSORS`, files in the archive of a `TORCHSCRIPT`
/// @param parameters numbers in its tensors, only those with gradients where the file tells them
///   apart; null where they are not known
/// @param sha256 lower-case hexadecimal
public record ModelView(
    String team,
    String name,
    ModelKind kind,
    String description,
    long sizeBytes,
    int entries,
    @Nullable Long parameters,
    String sha256,
    Instant createdAt) {}
