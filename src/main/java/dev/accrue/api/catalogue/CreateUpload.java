package dev.accrue.api.catalogue;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;

/// `POST /api/v1/uploads`: announces a file.
///
/// @param team whose file it is
/// @param sizeBytes of the whole file
public record CreateUpload(@NotBlank String team, @Positive long sizeBytes) {}
