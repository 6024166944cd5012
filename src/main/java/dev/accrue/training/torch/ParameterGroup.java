package dev.accrue.training.torch;

import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.ParameterGroupSpec;
import dev.accrue.training.TrainingRefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Parameters that are updated in the same way, as `torch.optim`'s parameter groups.
///
/// @param optimizer with the group's weight decay
/// @param learningRateFactor what the learning rate is multiplied by
/// @param names of the parameters, in the model's order; at least one
record ParameterGroup(OptimizerSpec optimizer, double learningRateFactor, List<String> names) {

  /// The groups of a spec, each with the parameters that no earlier one has, and one with the rest.
  ///
  /// @param trained the names of the parameters that are not frozen
  /// @param frozen the names of the others
  /// @throws TrainingRefusedException when a group has no parameter
  static List<ParameterGroup> of(UpdateRules rules, List<String> trained, List<String> frozen) {
    Set<String> rest = new LinkedHashSet<>(trained);
    Map<String, String> taken = new LinkedHashMap<>();
    frozen.forEach(name -> taken.put(name, "frozen"));
    List<ParameterGroup> groups = new ArrayList<>();
    for (int index = 0; index < rules.groups().size(); index++) {
      ParameterGroupSpec spec = rules.groups().get(index);
      String field = "training.parameterGroups[%d].match".formatted(index);
      List<String> all = new ArrayList<>(trained);
      all.addAll(frozen);
      List<String> matched = NamePatterns.matched(field, spec.match(), all);
      List<String> own = matched.stream().filter(rest::contains).toList();
      if (own.isEmpty()) {
        String name = matched.getFirst();
        throw new TrainingRefusedException(
            "%s: all %d parameters that %s matches are taken (%s is %s); remove the group, or write"
                    .formatted(field, matched.size(), spec.match(), name, taken.get(name))
                + " it before the others");
      }
      own.forEach(rest::remove);
      int number = index;
      own.forEach(name -> taken.put(name, "in group %d".formatted(number)));
      groups.add(new ParameterGroup(optimizer(rules, spec), spec.learningRateFactor(), own));
    }
    if (!rest.isEmpty()) {
      groups.add(new ParameterGroup(rules.optimizer(), 1, List.copyOf(rest)));
    }
    return groups;
  }

  private static OptimizerSpec optimizer(UpdateRules rules, ParameterGroupSpec group) {
    Double decay = group.weightDecay();
    return decay == null ? rules.optimizer() : withWeightDecay(rules.optimizer(), decay);
  }

  private static OptimizerSpec withWeightDecay(OptimizerSpec optimizer, double decay) {
    return switch (optimizer) {
      case OptimizerSpec.Sgd o -> new OptimizerSpec.Sgd(o.momentum(), o.nesterov(), decay);
      case OptimizerSpec.Adam o -> new OptimizerSpec.Adam(o.beta1(), o.beta2(), o.epsilon(), decay);
      case OptimizerSpec.AdamW o ->
          new OptimizerSpec.AdamW(o.beta1(), o.beta2(), o.epsilon(), decay);
      case OptimizerSpec.RmsProp o ->
          new OptimizerSpec.RmsProp(o.alpha(), o.epsilon(), o.momentum(), o.centered(), decay);
      case OptimizerSpec.Adagrad o ->
          new OptimizerSpec.Adagrad(
              o.learningRateDecay(), o.initialAccumulator(), o.epsilon(), decay);
      case OptimizerSpec.Lamb o -> new OptimizerSpec.Lamb(o.beta1(), o.beta2(), o.epsilon(), decay);
      case OptimizerSpec.Lion o -> new OptimizerSpec.Lion(o.beta1(), o.beta2(), decay);
    };
  }
}
