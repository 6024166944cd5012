package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/// Blobs that a trainer asks about. `POST /worker/v1/attempts/{attemptId}/blobs/missing`: which of
/// these are not stored yet? Those that are stay for long enough to be named by a checkpoint. `POST
/// …/blobs/read`: their bytes.
///
/// @param sha256s lower-case hexadecimal
public record BlobQuestion(
    @NotNull @Size(max = 10_000)
        List<@NotNull @Pattern(regexp = TensorEntry.SHA256) String> sha256s) {}
