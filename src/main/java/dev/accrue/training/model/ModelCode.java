package dev.accrue.training.model;

import dev.accrue.api.spec.Precision;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.architecture.Code;
import dev.accrue.architecture.Layer.Part;
import dev.accrue.architecture.Network;
import dev.accrue.architecture.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// The class `Model` of a program: `forward` for whoever opens an export, and the methods that
/// training calls.
///
/// @param cuts the layers of the trunk at which training cuts the graph; none for whoever opens an
///   export
record ModelCode(
    Network network, ModuleTree tree, Precision precision, DeviceKind device, List<Integer> cuts) {

  private static final Code.Self ROOT = new Code.Self("self");
  private static final Code.Value INPUT = new Code.Value(Code.SAMPLES, false);
  private static final String LIST = "List[Tensor]";

  String text() {
    StringBuilder code = new StringBuilder(tree.header());
    code.append("  batch_norm_momentum : float\n");
    code.append(forward());
    code.append(forTraining("", List.of()));
    if (!cuts.isEmpty()) {
      code.append(forTraining("cut_", cuts));
    }
    code.append(
        """
          def parameters(self: __torch__.Model) -> List[Tensor]:
            return annotate(List[Tensor], [%s])
          def buffers(self: __torch__.Model) -> List[Tensor]:
            return annotate(List[Tensor], [%s])
          def set_batch_norm_exponent(self: __torch__.Model, exponent: float) -> float:
            self.batch_norm_momentum = torch.sub(1., torch.pow(0.90000000000000002, exponent))
            return exponent
        """
            .formatted(expressions(true), expressions(false)));
    return code.toString();
  }

  /// The methods that training calls, with the graph cut at some layers of the trunk.
  private String forTraining(String prefix, List<Integer> cutAt) {
    StringBuilder code = new StringBuilder(outputs(prefix + "outputs", cutAt));
    for (int task = 0; task < network.outputs(); task++) {
      code.append(output(prefix + "output_" + task, task, cutAt));
    }
    if (splits()) {
      code.append(parts(prefix, cutAt));
    }
    return code.toString();
  }

  private String expressions(boolean parameters) {
    return tree.names(parameters).stream()
        .map(ModelCode::expression)
        .collect(Collectors.joining(", "));
  }

  private static String expression(String name) {
    String expression = "self";
    for (String part : name.split("\\.", -1)) {
      expression =
          Character.isDigit(part.charAt(0))
              ? "getattr(%s, \"%s\")".formatted(expression, part)
              : expression + "." + part;
    }
    return expression;
  }

  private Code newCode() {
    return new Code(precision == Precision.BF16, device == DeviceKind.CPU);
  }

  private boolean variable() {
    return network.input().variableLength();
  }

  /// With one output it is a tensor, with several a tuple.
  private String forward() {
    Code code = newCode();
    List<String> results = all(code, List.of());
    String result =
        results.size() == 1 ? results.getFirst() : "(" + String.join(", ", results) + ")";
    String type =
        results.size() == 1
            ? "Tensor"
            : results.stream().map(_ -> "Tensor").collect(Collectors.joining(", ", "Tuple[", "]"));
    return method("forward", "", type, code, result);
  }

  private String outputs(String name, List<Integer> cutAt) {
    Code code = newCode();
    return method(name, "", LIST, code, list(all(code, cutAt), code));
  }

  private String output(String name, int task, List<Integer> cutAt) {
    Code code = newCode();
    Code.Value middle = trunk(code, cutAt);
    Code.Value result =
        network.heads().isEmpty() ? middle : head(code, network.heads().get(task), middle);
    String output = code.full(result.name(), result.half());
    return method(name, "", LIST, code, list(List.of(output), code));
  }

  /// Outputs, and behind them of each cut what reached it, what left it and the weights.
  private static String list(List<String> results, Code code) {
    List<String> all = new ArrayList<>(results);
    all.addAll(code.cuts());
    return "[%s]".formatted(String.join(", ", all));
  }

  /// Whether there are the methods `before_draws` and `from_draws`. Lengths of samples would have
  /// to reach both.
  boolean splits() {
    return network.layersBeforeDraws() > 0 && !variable();
  }

  /// The model in two parts, the second of which begins with the first layer that draws.
  private String parts(String prefix, List<Integer> cutAt) {
    Part trunk = Objects.requireNonNull(network.trunk());
    Sequence layers = (Sequence) trunk.layer();
    int before = network.layersBeforeDraws();
    Code first = newCode();
    Code.Value middle = layers.write(first, trunk.self(ROOT), INPUT, 0, before, cutAt);
    Code second = newCode();
    Code.Value result =
        layers.write(
            second,
            trunk.self(ROOT),
            new Code.Value("middle", middle.half()),
            before,
            layers.parts().size(),
            cutAt);
    String output = second.full(result.name(), result.half());
    return method(prefix + "before_draws", "", LIST, first, list(List.of(middle.name()), first))
        + """
          def %sfrom_draws(self: __torch__.Model, middle: Tensor) -> List[Tensor]:
        %s    return %s
        """
            .formatted(prefix, second.text(), list(List.of(output), second));
  }

  private List<String> all(Code code, List<Integer> cutAt) {
    Code.Value middle = trunk(code, cutAt);
    if (network.heads().isEmpty()) {
      return List.of(code.full(middle.name(), middle.half()));
    }
    List<String> results = new ArrayList<>();
    for (Part head : network.heads()) {
      Code.Value result = head(code, head, middle);
      results.add(code.full(result.name(), result.half()));
    }
    return results;
  }

  private Code.Value trunk(Code code, List<Integer> cutAt) {
    Part trunk = network.trunk();
    if (trunk == null) {
      return INPUT;
    }
    return trunk.layer() instanceof Sequence layers
        ? layers.write(code, trunk.self(ROOT), INPUT, 0, layers.parts().size(), cutAt)
        : trunk.layer().write(code, trunk.self(ROOT), INPUT);
  }

  private static Code.Value head(Code code, Part head, Code.Value middle) {
    return head.layer().write(code, head.self(new Code.Self("self.heads")), middle);
  }

  /// `filled` is how many places of each sample count: all of them where nobody says.
  private String method(String name, String more, String type, Code code, String result) {
    String filled =
        """
            if torch.__is__(lengths, None):
              filled = torch.full([torch.size(x, 0)], torch.size(x, 1), dtype=4, layout=None, \
        device=ops.prim.device(x), pin_memory=None)
            else:
              filled = unchecked_cast(Tensor, lengths)
        """;
    return """
      def %s(self: __torch__.Model, x: Tensor, lengths: Optional[Tensor]=None%s) -> %s:
    %s%s    return %s
    """
        .formatted(name, more, type, variable() ? filled : "", code.text(), result);
  }
}
