package dev.accrue.api.catalogue;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/downloads`: asks the server to fetch a file.
///
/// @param team whose file it is
/// @param url where it is; one that the server's operator allows
/// @param sha256 what its bytes must hash to, lower-case hexadecimal; null for anything
public record CreateDownload(
    @NotBlank String team,
    @NotBlank @Size(max = 2000) String url,
    @Nullable @Pattern(regexp = "[0-9a-f]{64}", message = "is not 64 lower-case hexadecimal digits")
        String sha256) {}
