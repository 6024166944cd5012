package dev.accrue.api.worker;

/// A model's file in the catalogue; its bytes are at `GET
/// /worker/v1/attempts/{attemptId}/blobs/{sha256}`.
///
/// @param name as in the spec
/// @param sha256 lower-case hexadecimal
public record ModelFile(String name, Kind kind, long sizeBytes, String sha256) {

  /// What a file holds.
  public enum Kind {
    /// A program with its weights, as `torch.jit.save` writes it.
    TORCHSCRIPT,
    /// Weights by name.
    SAFETENSORS
  }
}
