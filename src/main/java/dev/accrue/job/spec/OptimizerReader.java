package dev.accrue.job.spec;

import dev.accrue.api.spec.OptimizerSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Reads `training.optimizer`. Defaults are PyTorch's, but for SGD's momentum:
///
/// | optimizer | defaults |
/// |---|---|
/// | `adam` | as `adamw`, but `weightDecay` 0 |
/// | `adamw` | `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8, `weightDecay` 0.01 |
/// | `sgd` | `momentum` 0.9, `nesterov` false, `weightDecay` 0 |
/// | `rmsprop` | `alpha` 0.99, `epsilon` 1e-8, `momentum` 0, `centered` false, `weightDecay` 0 |
/// | `adagrad` | `learningRateDecay`, `initialAccumulator` 0, `epsilon` 1e-10, `weightDecay` 0 |
/// | `lamb` | as `adamw`, but `epsilon` 1e-6 |
/// | `lion` | `beta1` 0.9, `beta2` 0.99, `weightDecay` 0 |
final class OptimizerReader {

  private static final Interval FACTOR = Interval.below(0, 1);
  private static final Interval EPSILON = Interval.above(0, 1);
  private static final Interval WEIGHT_DECAY = Interval.from(0, 1000);

  private OptimizerReader() {}

  static OptimizerSpec read(Fields fields) {
    Map<String, Function<Fields, OptimizerSpec>> readers = new LinkedHashMap<>();
    readers.put("adamw", OptimizerReader::adamW);
    readers.put("sgd", OptimizerReader::sgd);
    readers.put("adam", OptimizerReader::adam);
    readers.put("rmsprop", OptimizerReader::rmsProp);
    readers.put("adagrad", OptimizerReader::adagrad);
    readers.put("lamb", OptimizerReader::lamb);
    readers.put("lion", OptimizerReader::lion);
    fields.refuseNull("name", "write adamw, or leave the field out");
    OptimizerSpec spec = fields.choice("name", readers, OptimizerReader::adamW).apply(fields);
    if (fields.sound("name")) {
      fields.done();
    }
    return spec;
  }

  private static OptimizerSpec adamW(Fields fields) {
    return new OptimizerSpec.AdamW(
        fields.number("beta1", FACTOR, 0.9),
        fields.number("beta2", FACTOR, 0.999),
        fields.number("epsilon", EPSILON, 1e-8),
        fields.number("weightDecay", WEIGHT_DECAY, 0.01));
  }

  private static OptimizerSpec sgd(Fields fields) {
    double momentum = fields.number("momentum", FACTOR, 0.9);
    boolean nesterov = fields.flag("nesterov", false);
    if (nesterov && momentum == 0 && fields.sound("momentum", "nesterov")) {
      fields.refuse(
          "nesterov", "needs a momentum above 0", "write momentum: 0.9 or nesterov: false");
    }
    return new OptimizerSpec.Sgd(
        momentum, nesterov, fields.number("weightDecay", WEIGHT_DECAY, 0.0));
  }

  private static OptimizerSpec adam(Fields fields) {
    return new OptimizerSpec.Adam(
        fields.number("beta1", FACTOR, 0.9),
        fields.number("beta2", FACTOR, 0.999),
        fields.number("epsilon", EPSILON, 1e-8),
        fields.number("weightDecay", WEIGHT_DECAY, 0.0));
  }

  private static OptimizerSpec rmsProp(Fields fields) {
    return new OptimizerSpec.RmsProp(
        fields.number("alpha", FACTOR, 0.99),
        fields.number("epsilon", EPSILON, 1e-8),
        fields.number("momentum", FACTOR, 0.0),
        fields.flag("centered", false),
        fields.number("weightDecay", WEIGHT_DECAY, 0.0));
  }

  private static OptimizerSpec adagrad(Fields fields) {
    return new OptimizerSpec.Adagrad(
        fields.number("learningRateDecay", Interval.from(0, 1), 0.0),
        fields.number("initialAccumulator", Interval.from(0, 1e9), 0.0),
        fields.number("epsilon", EPSILON, 1e-10),
        fields.number("weightDecay", WEIGHT_DECAY, 0.0));
  }

  private static OptimizerSpec lamb(Fields fields) {
    return new OptimizerSpec.Lamb(
        fields.number("beta1", FACTOR, 0.9),
        fields.number("beta2", FACTOR, 0.999),
        fields.number("epsilon", EPSILON, 1e-6),
        fields.number("weightDecay", WEIGHT_DECAY, 0.01));
  }

  private static OptimizerSpec lion(Fields fields) {
    return new OptimizerSpec.Lion(
        fields.number("beta1", FACTOR, 0.9),
        fields.number("beta2", FACTOR, 0.99),
        fields.number("weightDecay", WEIGHT_DECAY, 0.0));
  }
}
