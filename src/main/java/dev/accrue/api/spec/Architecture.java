package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// A built-in family of models.
public enum Architecture {
  /// Fully connected layers with ReLU between them.
  @JsonProperty("mlp")
  MLP,
  /// Convolution blocks, then fully connected layers.
  @JsonProperty("cnn")
  CNN
}
