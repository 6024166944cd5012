package dev.accrue.architecture;

/// What one task needs of a model.
///
/// @param task its name in tensors, such as `heads.digit.0.weight`
/// @param outputs numbers per sample, or per place; 0 where nobody knows yet, which fits everything
/// @param perPlace whether every place of a sequence has outputs of its own
public record Output(String task, long outputs, boolean perPlace) {}
