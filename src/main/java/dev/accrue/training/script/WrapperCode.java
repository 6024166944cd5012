package dev.accrue.training.script;

import dev.accrue.training.TrainingRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The class that is put around a user's module: it holds the module as its only submodule and has
/// the methods that the training loop calls (see `TrainableModel`).
///
/// BatchNorm's momentum is a constant in the user's code, so the statistics are corrected after
/// each forward in training: where the module made `r1 = (1 - m) r0 + m s` of the statistics `r0`
/// and the micro-batch's `s`, they become `r0 + (m_k / m) (r1 - r0) = (1 - m_k) r0 + m_k s`.
record WrapperCode(UserModule module, String moduleName, boolean adjusts) {

  private static final Pattern TUPLE = Pattern.compile("Tuple\\[(Tensor(?:, Tensor)*)]");

  /// The class's name with its file's.
  String className() {
    return "__torch__." + moduleName + ".Model";
  }

  /// The entry of the class's file.
  String entry() {
    return "code/__torch__/" + moduleName + ".py";
  }

  /// Refuses results that the tasks' losses cannot take.
  static void requireOutputs(String what, String result) {
    boolean tensors =
        result.equals("Tensor") || result.equals("List[Tensor]") || TUPLE.matcher(result).matches();
    if (!tensors) {
      throw new TrainingRefusedException(
          "%s cannot be trained: its forward gives %s; let it give a Tensor, or a tuple of Tensors with one per task"
              .formatted(what, result));
    }
  }

  String text() {
    return """
    class Model(Module):
      __parameters__ = []
      __buffers__ = []
      training : bool
      exponent : float
      module : %2$s
      def forward(self: %1$s, x: Tensor) -> Tensor:
        outputs = (self).outputs(x, None, )
        return outputs[0]
      def outputs(self: %1$s, x: Tensor, lengths: Optional[Tensor]=None) -> List[Tensor]:
    %3$s\
        y = (self.module).forward(x, )
    %4$s\
        return %5$s
      def output(self: %1$s, x: Tensor, lengths: Optional[Tensor], task: int) -> Tensor:
        outputs = (self).outputs(x, lengths, )
        return outputs[task]
      def parameters(self: %1$s) -> List[Tensor]:
        return annotate(List[Tensor], [%6$s])
      def buffers(self: %1$s) -> List[Tensor]:
        return annotate(List[Tensor], [%7$s])
      def set_batch_norm_exponent(self: %1$s, exponent: float) -> float:
        self.exponent = exponent
        return exponent
    """
        .formatted(
            className(),
            module.className(),
            adjusts ? remember() : "",
            adjusts ? correct() : "",
            outputs(),
            expressions(true),
            expressions(false));
  }

  private String outputs() {
    Matcher tuple = TUPLE.matcher(module.forward().result());
    if (tuple.matches()) {
      int count = tuple.group(1).split(", ").length;
      return IntStream.range(0, count)
          .mapToObj("y[%d]"::formatted)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return module.forward().result().equals("Tensor") ? "[y]" : "y";
  }

  private String remember() {
    return """
        adjusting = False
        if self.training:
          adjusting = torch.ne(self.exponent, 1.)
        statistics = annotate(List[Tensor], [%s])
        before = annotate(List[Tensor], [])
        if adjusting:
          for i in range(torch.len(statistics)):
            _0 = torch.append(before, torch.clone(statistics[i]))
    """
        .formatted(String.join(", ", statistics()));
  }

  /// `prim.data` leaves the version of a tensor alone, which the backward to come compares.
  private String correct() {
    return """
        if adjusting:
          shares = annotate(List[float], [%s])
          for i in range(torch.len(before)):
            current = ops.prim.data(statistics[i])
            change = torch.mul(torch.sub(current, before[i]), shares[i])
            _1 = torch.copy_(current, torch.add(before[i], change))
    """
        .formatted(String.join(", ", shares()));
  }

  private List<String> statistics() {
    List<String> expressions = new ArrayList<>();
    for (UserModule.BatchNorm norm : module.batchNorms()) {
      expressions.add(expression(norm.path()) + ".running_mean");
      expressions.add(expression(norm.path()) + ".running_var");
    }
    return expressions;
  }

  /// `m_k / m` for each statistic, where `m_k = 1 - (1 - m)^exponent`.
  private List<String> shares() {
    List<String> shares = new ArrayList<>();
    for (UserModule.BatchNorm norm : module.batchNorms()) {
      double momentum =
          norm.type()
              .momentum()
              .orElseThrow(() -> new IllegalStateException("checked when it was wrapped"));
      String share =
          momentum == 1 || momentum == 0
              ? "1."
              : "torch.div(torch.sub(1., torch.pow(%s, self.exponent)), %s)"
                  .formatted(1 - momentum, momentum);
      shares.add(share);
      shares.add(share);
    }
    return shares;
  }

  private String expressions(boolean trained) {
    return module.tensors().stream()
        .filter(tensor -> tensor.trained() == trained)
        .map(tensor -> expression(tensor.path()))
        .collect(Collectors.joining(", "));
  }

  private static String expression(List<String> path) {
    String expression = "self.module";
    for (String name : path) {
      expression = "getattr(%s, \"%s\")".formatted(expression, name);
    }
    return expression;
  }
}
