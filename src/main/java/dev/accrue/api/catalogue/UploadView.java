package dev.accrue.api.catalogue;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file on its way in.
///
/// @param receivedBytes how many bytes from its beginning are there: where to go on
/// @param sha256 lower-case hexadecimal, once it is complete; null before
/// @param expiresAt when it goes away, unless a data set or model names it by then
public record UploadView(
    UUID id,
    String team,
    long sizeBytes,
    long receivedBytes,
    @Nullable String sha256,
    Instant expiresAt) {}
