package dev.accrue.api.catalogue;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/// `POST /api/v1/uploads/{id}/complete`: says that all bytes were sent.
///
/// @param sha256 what they must hash to, lower-case hexadecimal
public record CompleteUpload(
    @NotNull @Pattern(regexp = "[0-9a-f]{64}", message = "is not 64 lower-case hexadecimal digits")
        String sha256) {}
