package dev.accrue.api.worker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A complete state of training at an optimizer step. Posted to
/// `/worker/v1/attempts/{attemptId}/checkpoints` after the blobs it names.
///
/// @param optimizerStep updates tried so far, skipped ones included
/// @param position where in the data and in the optimizer's time it stands
/// @param specSha256 of the canonical spec, lower-case hexadecimal
/// @param libraryVersions such as `djl` and `libtorch`: equal weights are promised for equal
///   versions
/// @param metrics values of series at exactly this optimizer step, by which the best checkpoints
///   are kept; null in manifests of earlier versions
public record CheckpointManifest(
    @PositiveOrZero long optimizerStep,
    @NotNull @Valid Position position,
    @NotNull @Pattern(regexp = TensorEntry.SHA256) String specSha256,
    @NotNull @Size(max = 32)
        Map<
                @NotNull @Size(max = 100) @Pattern(regexp = "\\P{Cc}*") String,
                @NotNull @Size(max = 200) @Pattern(regexp = "\\P{Cc}*") String>
            libraryVersions,
    @NotEmpty @Size(max = 10_000) List<@NotNull @Valid TensorEntry> tensors,
    @Nullable @Size(max = 1_000)
        Map<@NotNull @Size(max = 200) @Pattern(regexp = "\\P{Cc}*") String, @NotNull Double>
            metrics) {

  /// Without values.
  public CheckpointManifest(
      long optimizerStep,
      Position position,
      String specSha256,
      Map<String, String> libraryVersions,
      List<TensorEntry> tensors) {
    this(optimizerStep, position, specSha256, libraryVersions, tensors, null);
  }
}
