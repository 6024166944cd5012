package dev.accrue.api.catalogue;

import dev.accrue.api.worker.ModelKind;
import java.time.Instant;

/// A model or weights of a team.
///
/// @param entries tensors of a `SAFETENSORS`, files in the archive of a `TORCHSCRIPT`
/// @param sha256 lower-case hexadecimal
public record ModelView(
    String team,
    String name,
    ModelKind kind,
    String description,
    long sizeBytes,
    int entries,
    String sha256,
    Instant createdAt) {}
