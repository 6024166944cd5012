package dev.accrue.api.worker;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;

/// One tensor of a checkpoint: little-endian, row-major bytes in a blob.
///
/// @param name such as `model/layers.0.weight` or `optimizer/exp_avg/layers.0.weight`
/// @param dtype as in safetensors: `F32`, `F64`, `I64`, `BF16`
/// @param sha256 lower-case hexadecimal
public record TensorEntry(
    @NotBlank @Size(max = 300) String name,
    @NotNull TensorRole role,
    @NotNull @Pattern(regexp = "[A-Z0-9_]{1,16}") String dtype,
    @NotNull @Size(max = 16) List<@NotNull @PositiveOrZero Long> shape,
    @PositiveOrZero long sizeBytes,
    @NotNull @Pattern(regexp = SHA256) String sha256) {

  /// A SHA-256 in lower-case hexadecimal.
  public static final String SHA256 = "[0-9a-f]{64}";
}
