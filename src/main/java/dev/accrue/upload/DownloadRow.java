package dev.accrue.upload;

import dev.accrue.api.catalogue.DownloadView;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `download`.
record DownloadRow(
    UUID id,
    UUID teamId,
    String url,
    @Nullable String wantedSha256,
    DownloadView.State state,
    long receivedBytes,
    @Nullable String message,
    @Nullable UUID uploadId,
    Instant deadlineAt,
    Instant expiresAt) {}
