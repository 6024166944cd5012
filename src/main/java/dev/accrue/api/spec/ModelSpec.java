package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What is trained: a built-in architecture and its sizes, a list of layers, or an uploaded
/// TorchScript module. With several tasks it is the trunk, whose output each task's head takes.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "architecture")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ModelSpec.Mlp.class, name = "mlp"),
  @JsonSubTypes.Type(value = ModelSpec.Cnn.class, name = "cnn"),
  @JsonSubTypes.Type(value = ModelSpec.ResNet.class, name = "resnet"),
  @JsonSubTypes.Type(value = ModelSpec.Vit.class, name = "vit"),
  @JsonSubTypes.Type(value = ModelSpec.TransformerLm.class, name = "transformer-lm"),
  @JsonSubTypes.Type(value = ModelSpec.Lstm.class, name = "lstm"),
  @JsonSubTypes.Type(value = ModelSpec.Gru.class, name = "gru"),
  @JsonSubTypes.Type(value = ModelSpec.Layers.class, name = "layers"),
  @JsonSubTypes.Type(value = ModelSpec.TorchScript.class, name = "torchscript"),
  @JsonSubTypes.Type(value = ModelSpec.None.class, name = "none")
})
public sealed interface ModelSpec {

  /// Fully connected layers with ReLU between them.
  ///
  /// @param hidden widths of the hidden layers, each followed by ReLU
  /// @param dropout probability of dropping a hidden activation, 0 for none
  record Mlp(List<Integer> hidden, double dropout) implements ModelSpec {
    public Mlp {
      hidden = List.copyOf(hidden);
    }
  }

  /// Convolution blocks, then fully connected layers.
  ///
  /// @param channels output channels of each block (3x3 convolution, optional BatchNorm, ReLU, 2x2
  ///   max pooling)
  /// @param hidden widths of the fully connected hidden layers, each followed by ReLU
  /// @param batchNorm whether BatchNorm follows each convolution
  /// @param dropout probability of dropping a hidden activation, 0 for none
  record Cnn(List<Integer> channels, List<Integer> hidden, boolean batchNorm, double dropout)
      implements ModelSpec {
    public Cnn {
      channels = List.copyOf(channels);
      hidden = List.copyOf(hidden);
    }
  }

  /// A residual network (He et al., 2016) with torchvision's topology.
  ///
  /// @param depth 18, 34 (basic blocks) or 50 (bottlenecks)
  /// @param width channels of the first stage, 64 in the paper
  record ResNet(int depth, Stem stem, int width) implements ModelSpec {
    /// What stands before the first stage.
    public enum Stem {
      /// A 3x3 convolution of stride 1, for small images.
      @JsonProperty("cifar")
      CIFAR,
      /// A 7x7 convolution of stride 2 and a 3x3 max pooling of stride 2.
      @JsonProperty("imagenet")
      IMAGENET
    }
  }

  /// A vision transformer (Dosovitskiy et al., 2021) with pre-norm blocks.
  ///
  /// @param patch height and width of a patch in pixels
  /// @param width of the embedding
  /// @param depth transformer blocks
  /// @param heads of attention; divides the width
  record Vit(int patch, int width, int depth, int heads, double dropout) implements ModelSpec {}

  /// A causal language model of pre-norm transformer blocks (Radford et al., 2019). Its context is
  /// the data's sequence length, its vocabulary the tokenizer's.
  ///
  /// @param width of the embedding
  /// @param depth transformer blocks
  /// @param heads of attention; divides the width
  record TransformerLm(int width, int depth, int heads, double dropout) implements ModelSpec {}

  /// Long short-term memory over sequences.
  ///
  /// @param embedding width of the embedding of tokens; not used for sequences of real vectors
  /// @param hidden width of the state
  /// @param depth layers
  record Lstm(int embedding, int hidden, int depth, double dropout) implements ModelSpec {}

  /// Gated recurrent units over sequences; fields as for `Lstm`.
  record Gru(int embedding, int hidden, int depth, double dropout) implements ModelSpec {}

  /// Layers that the user lists.
  record Layers(List<LayerSpec> layers) implements ModelSpec {
    public Layers {
      layers = List.copyOf(layers);
    }
  }

  /// The user's own TorchScript module.
  ///
  /// @param module the name of an uploaded model of the team
  record TorchScript(String module) implements ModelSpec {}

  /// No trunk: each task's head is a whole model of its own.
  record None() implements ModelSpec {}
}
