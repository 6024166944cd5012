package dev.accrue.api.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether `data.standardizeTarget` goes with the losses of a job: at least one has to be for
/// numbers of any size, or be left to what the data suggest, and none may want them as they are.
public final class StandardizedTargets {

  /// What to do about it.
  public static final String FIX = "remove it, or write the loss mse, l1 or huber";

  private StandardizedTargets() {}

  /// Why it does not go with them; empty where it does, or where nothing is standardised.
  public static Optional<String> refusal(DataSpec data, TrainingSpec training) {
    if (!Boolean.TRUE.equals(data.standardizeTarget())) {
      return Optional.empty();
    }
    List<@Nullable LossSpec> losses = losses(training);
    if (losses.stream().anyMatch(LossSpec.BinaryCrossEntropy.class::isInstance)) {
      return Optional.of(
          "does not go with the loss bce-with-logits, which takes numbers from 0 to 1");
    }
    return losses.stream().anyMatch(StandardizedTargets::mayTakeNumbers)
        ? Optional.empty()
        : Optional.of(
            "has nothing to standardise, since the loss %s takes no numbers"
                .formatted(words(losses)));
  }

  private static List<@Nullable LossSpec> losses(TrainingSpec training) {
    List<TaskSpec> tasks = training.tasks();
    Stream<@Nullable LossSpec> losses =
        tasks == null ? Stream.of(training.loss()) : tasks.stream().map(TaskSpec::loss);
    return losses.toList();
  }

  private static boolean mayTakeNumbers(@Nullable LossSpec loss) {
    return switch (loss) {
      case null -> true;
      case LossSpec.MeanSquaredError _, LossSpec.MeanAbsoluteError _, LossSpec.Huber _ -> true;
      case LossSpec.CrossEntropy _,
          LossSpec.TokenCrossEntropy _,
          LossSpec.BinaryCrossEntropy _,
          LossSpec.Contrastive _ ->
          false;
    };
  }

  private static String words(List<@Nullable LossSpec> losses) {
    return String.join(
        ", ", losses.stream().flatMap(Stream::ofNullable).map(LossSpec::word).distinct().toList());
  }
}
