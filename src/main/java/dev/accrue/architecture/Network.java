package dev.accrue.architecture;

import dev.accrue.architecture.Layer.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole model: one that gives a single output, or a trunk with a head for each task.
///
/// @param trunk the whole model where there are no heads; null where each head is a model
/// @param heads by the tasks' names, in their order; empty for a single output
public record Network(Sample input, @Nullable Part trunk, List<Part> heads) {

  public Network {
    heads = List.copyOf(heads);
  }

  /// The modules at the root of the program.
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    if (trunk != null) {
      parts.add(trunk);
    }
    if (!heads.isEmpty()) {
      parts.add(new Part("heads", new Sequence(heads)));
    }
    return parts;
  }

  /// How many outputs there are.
  public int outputs() {
    return Math.max(1, heads.size());
  }

  /// Where a model of one output that is a sequence begins to draw at random: how many of its
  /// layers come before the first that does. 0 where none does, where the first does, and for other
  /// models.
  public int layersBeforeDraws() {
    if (!heads.isEmpty() || trunk == null || !(trunk.layer() instanceof Sequence sequence)) {
      return 0;
    }
    int before = 0;
    for (Part part : sequence.parts()) {
      if (part.layer().draws()) {
        return before;
      }
      before++;
    }
    return 0;
  }

  /// A layer at which the graph of autograd can be cut.
  ///
  /// @param index among the layers of the trunk
  /// @param weight the name of its weights
  /// @param bias the name of its bias
  /// @param mostSamples of which what reaches and leaves it is no larger than the weights
  public record Cut(int index, String weight, @Nullable String bias, long mostSamples) {}

  /// Where in the trunk it pays, in its order.
  public List<Cut> cuts() {
    if (trunk == null || !(trunk.layer() instanceof Sequence sequence)) {
      return List.of();
    }
    String prefix = trunk.name().isEmpty() ? "" : trunk.name() + ".";
    List<Cut> cuts = new ArrayList<>();
    for (int index : sequence.worthCutting(input)) {
      Part part = sequence.parts().get(index);
      String name = prefix + part.name() + ".";
      Linear linear = (Linear) part.layer();
      String bias = linear.bias() ? name + "bias" : null;
      cuts.add(new Cut(index, name + "weight", bias, linear.samplesAsLargeAsWeights()));
    }
    return List.copyOf(cuts);
  }

  /// How many numbers are trained.
  public long parameters() {
    return parts().stream().mapToLong(part -> part.layer().parameters()).reduce(0, Math::addExact);
  }

  /// A tensor of the program.
  ///
  /// @param name as in PyTorch, such as `layers.0.weight`
  public record Named(String name, LayerTensor tensor) {}

  /// All tensors with the names that they have in the program and in checkpoints.
  public List<Named> tensors() {
    List<Named> named = new ArrayList<>();
    parts().forEach(part -> addTensors(part, "", named));
    return named;
  }

  private static void addTensors(Part part, String prefix, List<Named> named) {
    String inner = part.name().isEmpty() ? prefix : prefix + part.name() + ".";
    part.layer().tensors().forEach(it -> named.add(new Named(inner + it.name(), it)));
    part.layer().parts().forEach(it -> addTensors(it, inner, named));
  }

  /// A model without weights has nothing to learn. Those of a last layer count also where nobody
  /// knows yet how many there are.
  ///
  /// @throws ArchitectureException when it is one
  public void requireParameters() {
    if (parts().stream().noneMatch(part -> part.layer().hasTensors())) {
      throw new ArchitectureException(
          "model",
          "has 0 parameters: nothing to train",
          "add a layer with weights, such as linear");
    }
  }

  /// A layer with tensors for people.
  ///
  /// @param name before the names of its tensors
  /// @param kind such as `Linear`
  /// @param output the shape of one sample behind it
  public record Row(String name, String kind, List<Long> output, long parameters) {}

  /// The layers in the order of the program.
  public List<Row> describe() {
    List<Row> rows = new ArrayList<>();
    Sample middle = input;
    if (trunk != null) {
      middle = describe(trunk, "", input, rows);
    }
    for (Part head : heads) {
      describe(head, "heads.", middle, rows);
    }
    return rows;
  }

  private static Sample describe(Part part, String prefix, Sample input, List<Row> rows) {
    String name = prefix + part.name();
    Sample output = part.layer().output(input);
    if (part.layer() instanceof Sequence sequence) {
      Sample sample = input;
      for (Part inner : sequence.parts()) {
        sample =
            describe(inner, name.isEmpty() || name.endsWith(".") ? name : name + ".", sample, rows);
      }
      return output;
    }
    String shown = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    rows.add(
        new Row(
            shown,
            part.layer().getClass().getSimpleName(),
            output.shape(),
            part.layer().parameters()));
    return output;
  }
}
