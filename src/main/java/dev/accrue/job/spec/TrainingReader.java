package dev.accrue.job.spec;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.api.spec.LossNormalization;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.TrainingSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads `training`. Defaults:
///
/// | field | default |
/// |---|---|
/// | `batch.micro` | `batch.effective`, but at most 32 |
/// | `optimizer` | `adamw` with PyTorch's defaults; see `OptimizerReader` |
/// | `learningRate` | 0.001 for `adam`, `adamw`, `lamb`; 0.0001 for `lion`; 0.01 for others |
/// | `schedule`, `learningRateScaling` | none; see `LearningRateReader` |
/// | `clipping` | none |
/// | `seed` | 0 |
/// | `lossNormalization`, `lastWindow` | `window`, `step` |
/// | `batchNormMomentum`, `precision` | `adjusted`, `fp32` |
/// | `maxSkippedStepsInARow` | 10 |
final class TrainingReader {

  private static final int MAX_EPOCHS = 10_000;
  private static final long MAX_OPTIMIZER_STEPS = 1_000_000_000;

  /// The largest whole number that a browser's JSON keeps.
  private static final long MAX_SEED = (1L << 53) - 1;

  private static final int MAX_SKIPPED = 10_000;
  private static final Interval BOUND = Interval.above(0, 1e9);

  private TrainingReader() {}

  static TrainingSpec read(Fields fields) {
    BatchSpec batch = BatchReader.read(fields.object("batch"));
    Integer epochs = fields.find("epochs") == null ? null : epochs(fields);
    Long steps = fields.find("optimizerSteps") == null ? null : steps(fields);
    requireOne(fields, epochs, steps);
    OptimizerSpec optimizer = OptimizerReader.read(fields.object("optimizer"));
    TrainingSpec spec =
        new TrainingSpec(
            batch,
            epochs,
            steps,
            optimizer,
            fields.number("learningRate", Interval.above(0, 1000), learningRate(optimizer)),
            LearningRateReader.schedule(fields),
            LearningRateReader.scaling(fields),
            clipping(fields),
            fields.whole("seed", 0, MAX_SEED, 0L),
            fields.choice(
                "lossNormalization",
                Fields.words(LossNormalization.class, TrainingReader::hyphened),
                LossNormalization.WINDOW),
            fields.choice(
                "lastWindow",
                Fields.words(LastWindow.class, TrainingReader::hyphened),
                LastWindow.STEP),
            fields.choice(
                "batchNormMomentum",
                Fields.words(BatchNormMomentum.class, TrainingReader::hyphened),
                BatchNormMomentum.ADJUSTED),
            fields.choice(
                "precision",
                Fields.words(Precision.class, TrainingReader::hyphened),
                Precision.FP32),
            fields.integer("maxSkippedStepsInARow", 0, MAX_SKIPPED, 10),
            LossReader.loss(fields),
            LossReader.metrics(fields),
            TaskReader.tasks(fields),
            TaskReader.backward(fields),
            UpdateReader.parameterGroups(fields),
            UpdateReader.freeze(fields),
            UpdateReader.ema(fields),
            UpdateReader.beta2Scaling(fields),
            CheckReader.recalibrationSamples(fields),
            fields.flagOrNull("checkEquivalence"),
            CheckReader.adviseEveryOptimizerSteps(fields));
    fields.done();
    return spec;
  }

  private static int epochs(Fields fields) {
    return fields.integer("epochs", 1, MAX_EPOCHS, null);
  }

  private static long steps(Fields fields) {
    return fields.whole("optimizerSteps", 1, MAX_OPTIMIZER_STEPS, null);
  }

  private static void requireOne(
      Fields fields, @Nullable Integer epochs, @Nullable Long optimizerSteps) {
    if (epochs != null && optimizerSteps != null) {
      fields.refuse(
          "optimizerSteps", "cannot be set together with epochs", "remove one of the two");
    }
    if (epochs == null && optimizerSteps == null) {
      fields.refuse(
          "epochs",
          "neither epochs nor optimizerSteps is set",
          "write one of them, such as epochs: 2");
    }
  }

  private static @Nullable ClippingSpec clipping(Fields training) {
    if (training.find("clipping") == null) {
      return null;
    }
    Fields fields = training.object("clipping");
    Double norm = fields.find("norm") == null ? null : fields.number("norm", BOUND, null);
    Double value = fields.find("value") == null ? null : fields.number("value", BOUND, null);
    if (norm == null && value == null && training.sound("clipping")) {
      training.refuse(
          "clipping", "sets neither norm nor value", "write one of them, such as norm: 1.0");
    }
    fields.done();
    return new ClippingSpec(norm, value);
  }

  private static double learningRate(OptimizerSpec optimizer) {
    return switch (optimizer) {
      case OptimizerSpec.Adam _, OptimizerSpec.AdamW _, OptimizerSpec.Lamb _ -> 0.001;
      case OptimizerSpec.Sgd _, OptimizerSpec.RmsProp _, OptimizerSpec.Adagrad _ -> 0.01;
      case OptimizerSpec.Lion _ -> 0.0001;
    };
  }

  private static String hyphened(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
