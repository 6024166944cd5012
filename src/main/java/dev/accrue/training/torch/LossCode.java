package dev.accrue.training.torch;

import dev.accrue.api.spec.LossSpec;
import dev.accrue.training.data.SampleSource;

/// A loss as TorchScript.
///
/// @param scores whether it compares scores of classes with classes; else numbers with numbers
/// @param prepare statements over `output` and `target` that define `scores` (elements x classes)
///   and `targets` (elements), or `numbers` in the shape of `target`
/// @param sum the sum of the losses of all elements
/// @param count what the mean's denominator is, where the spec weighs classes
record LossCode(boolean scores, String prepare, String sum, String count) {

  private static final String MASK =
      "targets = torch.masked_fill(targets, torch.eq(targets, %s), " + SampleSource.MASKED + ")\n";

  static final String SCORES_COUNT = "torch.sum(torch.ne(targets, " + SampleSource.MASKED + "))";
  static final String NUMBERS_COUNT =
      "torch.tensor(float(torch.numel(target)), dtype=7, device=ops.prim.device(target))";

  static LossCode of(LossSpec spec) {
    return switch (spec) {
      case LossSpec.CrossEntropy loss -> crossEntropy(loss);
      case LossSpec.TokenCrossEntropy loss ->
          new LossCode(
              true,
              """
              scores = torch.flatten(output, 0, -2)
              targets = torch.flatten(target, 0, -1)
              """,
              entropy("None", loss.labelSmoothing()),
              SCORES_COUNT);
      case LossSpec.BinaryCrossEntropy _ ->
          numbers("torch.binary_cross_entropy_with_logits(numbers, target, None, None, 2)");
      case LossSpec.MeanSquaredError _ -> numbers("torch.mse_loss(numbers, target, 2)");
      case LossSpec.MeanAbsoluteError _ -> numbers("torch.l1_loss(numbers, target, 2)");
      case LossSpec.Huber loss ->
          numbers("torch.huber_loss(numbers, target, 2, %s)".formatted(loss.delta()));
      case LossSpec.Contrastive loss -> contrastive(loss);
    };
  }

  /// Weights of classes apply to loss and denominator, as in PyTorch's mean. Label smoothing is
  /// PyTorch's: the target has `1 - s + s / C` of the distribution, every other class `s / C`.
  private static LossCode crossEntropy(LossSpec.CrossEntropy spec) {
    Integer ignored = spec.ignoreIndex();
    String prepare = "scores = output\ntargets = target\n";
    if (ignored != null) {
      prepare += MASK.formatted(ignored);
    }
    if (spec.classWeights() == null) {
      return new LossCode(true, prepare, entropy("None", spec.labelSmoothing()), SCORES_COUNT);
    }
    String kept =
        "torch.masked_select(targets, torch.ne(targets, %s))".formatted(SampleSource.MASKED);
    return new LossCode(
        true,
        prepare + "class_weights = torch.type_as(self.class_weights, scores)\n",
        entropy("class_weights", spec.labelSmoothing()),
        "torch.sum(torch.index_select(self.class_weights, 0, %s))".formatted(kept));
  }

  /// The reduction 2 is the sum.
  static String entropy(String weights, double smoothing) {
    return "torch.cross_entropy_loss(scores, targets, %s, 2, %s, %s)"
        .formatted(weights, SampleSource.MASKED, smoothing);
  }

  /// Outputs in the shape of the targets, so that nothing is broadcast.
  private static LossCode numbers(String sum) {
    return new LossCode(
        false, "numbers = torch.reshape(output, torch.size(target))\n", sum, NUMBERS_COUNT);
  }

  /// InfoNCE: each sample's own target is to be told from the other samples' targets by the cosine
  /// of the angle to it, divided by the temperature.
  private static LossCode contrastive(LossSpec.Contrastive spec) {
    String unit =
        "%1$s = torch.div(%1$s, torch.clamp_min(torch.linalg_vector_norm(%1$s, 2, [1], True), 1e-12))\n";
    return new LossCode(
        true,
        """
        own = torch.flatten(output, 1, -1)
        %sother = torch.flatten(target, 1, -1)
        %sscores = torch.div(torch.matmul(own, torch.t(other)), %s)
        targets = torch.arange(torch.size(scores, 0), dtype=4, device=ops.prim.device(scores))
        """
            .formatted(unit.formatted("own"), unit.formatted("other"), spec.temperature()),
        entropy("None", 0),
        SCORES_COUNT);
  }
}
