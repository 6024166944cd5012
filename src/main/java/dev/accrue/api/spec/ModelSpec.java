package dev.accrue.api.spec;

import java.util.List;

/// A built-in architecture and its sizes.
///
/// @param architecture the family
/// @param channels `cnn`: output channels of each convolution block (3x3 convolution, optional
///   BatchNorm, ReLU, 2x2 max pooling); empty for `mlp`
/// @param hidden widths of the fully connected hidden layers, each followed by ReLU
/// @param batchNorm `cnn`: whether BatchNorm follows each convolution
/// @param dropout probability of dropping a hidden activation, 0 for none
public record ModelSpec(
    Architecture architecture,
    List<Integer> channels,
    List<Integer> hidden,
    boolean batchNorm,
    double dropout) {

  public ModelSpec {
    channels = List.copyOf(channels);
    hidden = List.copyOf(hidden);
  }
}
