package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A loss with PyTorch's semantics. Accrue sums it over the unmasked target elements of a
/// micro-batch and divides by the window's own denominator.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LossSpec.CrossEntropy.class, name = "cross-entropy"),
  @JsonSubTypes.Type(value = LossSpec.TokenCrossEntropy.class, name = "token-cross-entropy"),
  @JsonSubTypes.Type(value = LossSpec.BinaryCrossEntropy.class, name = "bce-with-logits"),
  @JsonSubTypes.Type(value = LossSpec.MeanSquaredError.class, name = "mse"),
  @JsonSubTypes.Type(value = LossSpec.MeanAbsoluteError.class, name = "l1"),
  @JsonSubTypes.Type(value = LossSpec.Huber.class, name = "huber"),
  @JsonSubTypes.Type(value = LossSpec.Contrastive.class, name = "contrastive")
})
public sealed interface LossSpec {

  /// The loss as specs name it.
  default String word() {
    return switch (this) {
      case CrossEntropy _ -> "cross-entropy";
      case TokenCrossEntropy _ -> "token-cross-entropy";
      case BinaryCrossEntropy _ -> "bce-with-logits";
      case MeanSquaredError _ -> "mse";
      case MeanAbsoluteError _ -> "l1";
      case Huber _ -> "huber";
      case Contrastive _ -> "contrastive";
    };
  }

  /// `torch.nn.CrossEntropyLoss` over classes.
  ///
  /// @param labelSmoothing 0 for none
  /// @param ignoreIndex the class of targets that do not count; null for none
  /// @param classWeights one weight per class; null for 1 each. The denominator is then the sum of
  ///   the weights of the window's targets, as in PyTorch
  record CrossEntropy(
      double labelSmoothing, @Nullable Integer ignoreIndex, @Nullable List<Double> classWeights)
      implements LossSpec {
    public CrossEntropy {
      classWeights = classWeights == null ? null : List.copyOf(classWeights);
    }
  }

  /// `torch.nn.CrossEntropyLoss` over the next token at each place of a sequence; padding does not
  /// count.
  record TokenCrossEntropy(double labelSmoothing) implements LossSpec {}

  /// `torch.nn.BCEWithLogitsLoss`.
  record BinaryCrossEntropy() implements LossSpec {}

  /// `torch.nn.MSELoss`.
  record MeanSquaredError() implements LossSpec {}

  /// `torch.nn.L1Loss`.
  record MeanAbsoluteError() implements LossSpec {}

  /// `torch.nn.HuberLoss`.
  ///
  /// @param delta where the square becomes a line
  record Huber(double delta) implements LossSpec {}

  /// InfoNCE over the samples of a batch (van den Oord et al., 2018): couples samples, so it is
  /// refused for windows of more than one micro-batch.
  record Contrastive(double temperature) implements LossSpec {}
}
