package dev.accrue.api.worker;

import java.util.List;

/// The answer to a `BlobQuestion`.
///
/// @param missing those that are not stored
public record MissingBlobs(List<String> missing) {}
