package dev.accrue.upload;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `upload`.
record UploadRow(
    UUID id,
    UUID teamId,
    long sizeBytes,
    long receivedBytes,
    @Nullable String sha256,
    Instant expiresAt) {}
