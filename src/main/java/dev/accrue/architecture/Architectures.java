package dev.accrue.architecture;

import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.architecture.Activation.Function;
import dev.accrue.architecture.Layer.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds the model that a spec describes.
public final class Architectures {

  private static final long KERNEL = 3;
  private static final long POOL = 2;

  private final boolean frozen;

  private Architectures(boolean frozen) {
    this.frozen = frozen;
  }

  /// The model for such samples.
  ///
  /// @param tasks null for a single output
  /// @param frozenBatchNorm whether BatchNorm never follows the batch
  /// @param outputs one, or one per task
  /// @throws ArchitectureException when the model does not fit samples or outputs
  public static Network of(
      ModelSpec model,
      @Nullable List<TaskSpec> tasks,
      boolean frozenBatchNorm,
      Sample input,
      List<Output> outputs) {
    Architectures architectures = new Architectures(frozenBatchNorm);
    if (tasks == null) {
      if (model instanceof ModelSpec.None) {
        throw new ArchitectureException(
            "model.architecture", "none is no model", "write training.tasks with heads");
      }
      Part whole = architectures.build(model, input, outputs.getFirst(), "model");
      requireOutputs(whole.layer(), input, outputs.getFirst(), "model");
      return new Network(input, whole, List.of());
    }
    return architectures.withHeads(model, tasks, input, outputs);
  }

  private Network withHeads(
      ModelSpec model, List<TaskSpec> tasks, Sample input, List<Output> outputs) {
    Part trunk =
        model instanceof ModelSpec.None
            ? null
            : new Part("trunk", build(model, input, null, "model").layer());
    Sample middle = trunk == null ? input : trunk.layer().output(input);
    List<Part> heads = new ArrayList<>();
    for (int index = 0; index < tasks.size(); index++) {
      String field = "training.tasks[%d].head".formatted(index);
      ModelSpec spec = tasks.get(index).head();
      Output output = outputs.get(index);
      Layer head =
          spec == null
              ? defaultHead(middle, output, field)
              : build(spec, middle, output, field).layer();
      requireOutputs(head, middle, output, field);
      heads.add(new Part(tasks.get(index).name(), head));
    }
    return new Network(input, trunk, heads);
  }

  private static Sequence defaultHead(Sample middle, Output output, String field) {
    Stack stack = new Stack(middle, field);
    if (middle.tokens()) {
      throw new ArchitectureException(
          field, "the task " + output.task() + " sees tokens", "write a head that takes them");
    }
    if (!output.perPlace() && middle.rank() > 1) {
      summarise(stack);
    }
    return stack.add("0", new Linear(stack.sample().last(), output.outputs(), true)).sequence();
  }

  /// A vector of whatever there is: the last place of a sequence of varying length, else all.
  private static void summarise(Stack stack) {
    stack.add(
        "",
        stack.sample().variableLength()
            ? new TakePlace(TakePlace.Which.LAST, true)
            : new Flatten());
  }

  private static void requireOutputs(Layer layer, Sample input, Output output, String field) {
    if (output.outputs() == 0) {
      return;
    }
    Sample sample = layer.output(input);
    boolean fits =
        output.perPlace()
            ? sample.rank() == 2 && sample.last() == output.outputs()
            : !sample.variableLength() && sample.elements() == output.outputs();
    if (!fits) {
      throw new ArchitectureException(
          field,
          "gives %s per sample, and the target needs %s%d"
              .formatted(
                  sample.shape(), output.perPlace() ? "at each place " : "", output.outputs()),
          "end with a layer of type head");
    }
  }

  /// @param output null for a trunk, which has no last layer of its own
  private Part build(ModelSpec spec, Sample input, @Nullable Output output, String field) {
    Stack stack = new Stack(input, field);
    return switch (spec) {
      case ModelSpec.Mlp mlp -> {
        requireReal(input, field, "an mlp");
        flatten(stack);
        classifier(stack, mlp.hidden(), mlp.dropout(), output);
        yield new Part("layers", stack.sequence());
      }
      case ModelSpec.Cnn cnn -> {
        convolutions(stack, cnn);
        flatten(stack);
        classifier(stack, cnn.hidden(), cnn.dropout(), output);
        yield new Part("layers", stack.sequence());
      }
      case ModelSpec.ResNet resNet -> {
        requireImages(input, field, "a resnet");
        yield new Part("", new ResNets(resNet, frozen).build(stack, output));
      }
      case ModelSpec.Vit vit -> {
        requireImages(input, field, "a vit");
        yield new Part("", Transformers.vision(vit, stack, output));
      }
      case ModelSpec.TransformerLm lm -> new Part("", Transformers.language(lm, stack, output));
      case ModelSpec.Lstm lstm ->
          new Part(
              "",
              recurrent(
                  stack,
                  Recurrent.Cell.LSTM,
                  new long[] {lstm.embedding(), lstm.hidden()},
                  lstm.depth(),
                  lstm.dropout(),
                  output));
      case ModelSpec.Gru gru ->
          new Part(
              "",
              recurrent(
                  stack,
                  Recurrent.Cell.GRU,
                  new long[] {gru.embedding(), gru.hidden()},
                  gru.depth(),
                  gru.dropout(),
                  output));
      case ModelSpec.Layers layers ->
          new Part(
              "layers",
              new LayerList(frozen, output).read(layers.layers(), input, field + ".layers"));
      case ModelSpec.TorchScript _ ->
          throw new ArchitectureException(
              field, "a user's module is not built from layers", "write another architecture");
      case ModelSpec.None _ ->
          throw new ArchitectureException(field, "none is no model", "write an architecture");
    };
  }

  private static void flatten(Stack stack) {
    stack.add(new Flatten());
  }

  private static void requireReal(Sample input, String field, String what) {
    if (input.tokens() || input.variableLength()) {
      throw new ArchitectureException(
          field + ".architecture",
          what + " takes samples of one shape, and these are sequences",
          "write architecture: lstm, gru or transformer-lm");
    }
  }

  static void requireImages(Sample input, String field, String what) {
    if (input.tokens() || input.rank() != 3) {
      throw new ArchitectureException(
          field + ".architecture",
          "%s takes images of shape [channels, height, width], and the samples have the shape %s"
              .formatted(what, input.shape()),
          "write architecture: %s".formatted(input.tokens() ? "lstm" : "mlp"));
    }
  }

  private void convolutions(Stack stack, ModelSpec.Cnn spec) {
    requireImages(stack.sample(), stack.field(), "a cnn");
    long height = stack.sample().shape().get(1);
    long width = stack.sample().shape().get(2);
    int most = 63 - Long.numberOfLeadingZeros(Math.min(height, width));
    if (spec.channels().size() > most) {
      throw new ArchitectureException(
          stack.field() + ".channels",
          "%d convolutions halve images of %dx%d to less than one pixel"
              .formatted(spec.channels().size(), height, width),
          "write at most %d".formatted(most));
    }
    for (long channels : spec.channels()) {
      long inputs = stack.sample().shape().getFirst();
      stack.add(Conv2d.of(inputs, channels, KERNEL, 1, KERNEL / 2, 1, !spec.batchNorm()));
      if (spec.batchNorm()) {
        stack.add(new BatchNorm(channels, frozen));
      }
      stack.add(new Activation(Function.RELU));
      stack.add(new Pool2d(Pool2d.Kind.MAX, POOL, POOL, 0));
    }
  }

  private static void classifier(
      Stack stack, List<Integer> hidden, double dropout, @Nullable Output output) {
    for (long width : hidden) {
      stack.add(new Linear(stack.sample().last(), width, true));
      stack.add(new Activation(Function.RELU));
      if (dropout > 0) {
        stack.add(new Dropout(dropout));
      }
    }
    if (output != null) {
      stack.add(new Linear(stack.sample().last(), output.outputs(), true));
    }
  }

  /// Names are `embedding`, `rnn` and `head`. A trunk ends with the state at the last filled place.
  ///
  /// @param widths of embedding and state
  private static Sequence recurrent(
      Stack stack,
      Recurrent.Cell cell,
      long[] widths,
      int depth,
      double dropout,
      @Nullable Output output) {
    if (stack.sample().tokens()) {
      stack.add("embedding", new Embedding(stack.sample().vocabulary(), widths[0]));
    } else if (stack.sample().rank() != 2) {
      throw new ArchitectureException(
          stack.field() + ".architecture",
          "takes sequences [places, features], and the samples have the shape "
              + stack.sample().shape(),
          "write architecture: mlp");
    }
    stack.add("rnn", new Recurrent(cell, stack.sample().last(), widths[1], depth, dropout));
    if (output == null || !output.perPlace()) {
      stack.add("", new TakePlace(TakePlace.Which.LAST, stack.sample().variableLength()));
    }
    if (output != null) {
      stack.add("head", new Linear(widths[1], output.outputs(), true));
    }
    return stack.sequence();
  }
}
