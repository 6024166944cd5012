package dev.accrue.api.worker;

/// An uploaded model that a spec names; its bytes are at `GET
/// /worker/v1/attempts/{attemptId}/blobs/{sha256}`.
///
/// @param name in the team's catalogue
/// @param sha256 lower-case hexadecimal
public record ModelFile(String name, ModelKind kind, long sizeBytes, String sha256) {}
