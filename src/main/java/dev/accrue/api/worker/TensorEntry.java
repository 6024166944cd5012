package dev.accrue.api.worker;

import java.util.List;

/// One tensor of a checkpoint: little-endian, row-major bytes in a blob.
///
/// @param name such as `model/layers.0.weight` or `optimizer/exp_avg/layers.0.weight`
/// @param dtype as in safetensors: `F32`, `F64`, `I64`, `BF16`
/// @param sha256 lower-case hexadecimal
public record TensorEntry(
    String name, TensorRole role, String dtype, List<Long> shape, long sizeBytes, String sha256) {}
