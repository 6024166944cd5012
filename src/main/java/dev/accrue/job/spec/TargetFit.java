package dev.accrue.job.spec;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.worker.ModuleCheckTask.Kind;
import dev.accrue.api.worker.ModuleCheckTask.Target;
import dev.accrue.problem.Shortened;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/// What a column is as the target of a task, and whether the task's loss takes that.
final class TargetFit {

  /// The class of a target that does not count.
  private static final double MASKED = -100;

  private final PredictedTask task;
  private final String split;
  private final Violations violations;

  TargetFit(PredictedTask task, String split, Violations violations) {
    this.task = task;
    this.split = split;
    this.violations = violations;
  }

  /// What a loss says about a target that nobody knows.
  static Kind byLoss(@Nullable LossSpec loss) {
    return switch (loss) {
      case null -> Kind.ANY;
      case LossSpec.CrossEntropy _ -> Kind.CLASS;
      case LossSpec.TokenCrossEntropy _ -> Kind.TOKENS;
      case LossSpec.BinaryCrossEntropy _,
          LossSpec.MeanSquaredError _,
          LossSpec.MeanAbsoluteError _,
          LossSpec.Huber _ ->
          Kind.REAL;
      case LossSpec.Contrastive _ -> Kind.ANY;
    };
  }

  /// An array. Whole numbers, one per sample, are classes unless the loss takes numbers.
  Target array(DatasetColumn column) {
    long outputs = column.shape().stream().skip(1).reduce(1L, Math::multiplyExact);
    boolean classes = column.wholeNumbers() && outputs == 1;
    Kind wanted = byLoss(task.loss());
    if (wanted == Kind.CLASS && !classes) {
      refuse(
          "the loss cross-entropy takes one whole number per sample, and %s of split %s holds %s of shape %s"
              .formatted(name(column), split, column.type(), column.shape()),
          "write mse, l1 or huber, or name another target");
    }
    if (wanted == Kind.REAL || !classes) {
      requireProbabilities(column);
      return new Target(task.name(), Kind.REAL, outputs);
    }
    double least = column.min() == null ? 0 : column.min();
    double greatest = column.max() == null ? 0 : column.max();
    if ((least < 0 && least != MASKED) || greatest >= Integer.MAX_VALUE) {
      refuse(
          "%s of split %s holds numbers from %.0f to %.0f, and classes are numbered from 0"
              .formatted(name(column), split, least, greatest),
          "write a loss that takes numbers, such as mse, or number the classes anew");
      return new Target(task.name(), Kind.CLASS, 0);
    }
    return new Target(task.name(), Kind.CLASS, (long) Math.max(0, greatest) + 1);
  }

  /// A column of a table, or the class of an image. Numbers are numbers unless the loss takes
  /// classes.
  ///
  /// @param countable whether the classes of all rows are those of the trained ones
  Target table(DatasetColumn column, boolean countable) {
    boolean numbers = column.kind() == DatasetColumn.Kind.NUMBER;
    Kind wanted = byLoss(task.loss());
    if (numbers && wanted != Kind.CLASS) {
      requireNumbers(column);
      requireProbabilities(column);
      return new Target(task.name(), Kind.REAL, 1);
    }
    Long different = column.different();
    if (different != null && (!numbers || column.wholeNumbers())) {
      return new Target(task.name(), Kind.CLASS, countable ? different : 0);
    }
    if (task.loss() == null || wanted == Kind.CLASS) {
      refuse(
          different == null
              ? "%s of split %s has too many different values to be classes"
                  .formatted(name(column), split)
              : "the loss cross-entropy takes classes, and %s of split %s holds numbers that are not whole"
                  .formatted(name(column), split),
          numbers ? "write mse, l1 or huber, or name another target" : "name another target");
    }
    return new Target(task.name(), Kind.CLASS, 0);
  }

  private void requireNumbers(DatasetColumn column) {
    if (column.missing() > 0) {
      violations.add(
          task.targetField(),
          StringNode.valueOf(column.name()),
          "%d rows of split %s have no number to predict".formatted(column.missing(), split),
          "remove these rows, or name another target");
    }
  }

  private void requireProbabilities(DatasetColumn column) {
    Double least = column.min();
    Double greatest = column.max();
    if (task.loss() instanceof LossSpec.BinaryCrossEntropy
        && least != null
        && greatest != null
        && (least < 0 || greatest > 1)) {
      refuse(
          "the loss bce-with-logits takes 0, 1 and what is between, and %s of split %s holds numbers from %s to %s"
              .formatted(name(column), split, least, greatest),
          column.wholeNumbers() ? "write cross-entropy" : "write mse, l1 or huber");
    }
  }

  /// Says so where a loss is for another kind of target.
  ///
  /// @param target what to call it
  void requireLoss(Kind kind, String target) {
    LossSpec loss = task.loss();
    if (loss == null || !violations.sound(task.lossField())) {
      return;
    }
    Kind wanted = loss instanceof LossSpec.Contrastive ? Kind.REAL : byLoss(loss);
    if (wanted != kind) {
      refuse(
          "the loss %s is for %s, and the target %s is %s"
              .formatted(loss.word(), words(wanted), target, words(kind)),
          "write " + fitting(kind));
    }
  }

  /// Says so where a loss counts other classes than the target has.
  void requireClasses(Target target) {
    if (!(task.loss() instanceof LossSpec.CrossEntropy loss)
        || target.outputs() == 0
        || !violations.sound(task.lossField())) {
      return;
    }
    long classes = target.outputs();
    if (loss.classWeights() != null && loss.classWeights().size() != classes) {
      violations.add(
          task.lossField() + ".classWeights",
          null,
          "there are %d weights for %d classes".formatted(loss.classWeights().size(), classes),
          "write one for each class");
    }
    if (loss.ignoreIndex() != null && loss.ignoreIndex() >= classes) {
      violations.add(
          task.lossField() + ".ignoreIndex",
          StringNode.valueOf(loss.ignoreIndex().toString()),
          "classes are numbered from 0 to %d".formatted(classes - 1),
          "write one of these, or remove it");
    }
  }

  private static String words(Kind kind) {
    return switch (kind) {
      case CLASS -> "one class per sample";
      case REAL -> "numbers";
      case TOKENS -> "a token at each place";
      case ANY -> "anything";
    };
  }

  private static String fitting(Kind kind) {
    return switch (kind) {
      case CLASS -> "cross-entropy";
      case REAL -> "mse, l1, huber or bce-with-logits";
      case TOKENS -> "token-cross-entropy";
      case ANY -> "another loss";
    };
  }

  private static String name(DatasetColumn column) {
    return String.valueOf(Shortened.of(column.name()));
  }

  /// At the loss, or where there is none at the target.
  private void refuse(String message, String fix) {
    LossSpec loss = task.loss();
    String value = loss == null ? task.target() : loss.word();
    violations.add(
        loss == null ? task.targetField() : task.lossField(),
        value == null ? null : StringNode.valueOf(value),
        message,
        fix);
  }
}
