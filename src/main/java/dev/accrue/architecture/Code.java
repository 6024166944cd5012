package dev.accrue.architecture;

import java.util.ArrayList;
import java.util.List;

/// Statements of a TorchScript method, one assignment per operator. With `half`, products are
/// computed in bfloat16 and everything else in single precision, by casts in the program: as
/// PyTorch's autocast does, but written down once.
public final class Code {

  private static final int BFLOAT16 = 15;
  private static final int FLOAT32 = 6;

  /// The argument of a model's methods, which has no gradient.
  public static final String SAMPLES = "x";

  private final StringBuilder text = new StringBuilder();
  private final boolean half;
  private final boolean onProcessor;
  private final List<String> cuts = new ArrayList<>();
  private int values;

  /// @param half whether the model's precision is bf16
  /// @param onProcessor whether oneDNN computes it, which is wrong in some layouts
  public Code(boolean half, boolean onProcessor) {
    this.half = half;
    this.onProcessor = onProcessor;
  }

  /// A tensor of the program.
  ///
  /// @param half whether it is in bfloat16
  public record Value(String name, boolean half) {}

  /// A module of the program: `self`, or what stands inside of it.
  public record Self(String expression) {
    /// A tensor or module in this one.
    Self child(String name) {
      return new Self(
          Character.isDigit(name.charAt(0))
              ? "getattr(%s, \"%s\")".formatted(expression, name)
              : expression + "." + name);
    }
  }

  void line(String statement) {
    text.append("    ").append(statement).append('\n');
  }

  /// A new tensor.
  @SuppressWarnings("AnnotateFormatMethod") // not worth a dependency on Error Prone's annotations
  Value assign(boolean isHalf, String expression, Object... arguments) {
    String name = "x" + values++;
    line(name + " = " + expression.formatted(arguments));
    return new Value(name, isHalf);
  }

  /// A new tensor of the type that this one has.
  @SuppressWarnings("AnnotateFormatMethod")
  Value like(Value x, String expression, Object... arguments) {
    return assign(x.half(), expression, arguments);
  }

  /// A tensor in the type of products.
  Value forProduct(Value x) {
    return half && !x.half() ? assign(true, "torch.to(%s, %d)", x.name(), BFLOAT16) : x;
  }

  /// A parameter in the type of products.
  String forProduct(Self self, String tensor) {
    return argument(self, tensor, half);
  }

  /// A convolution with the tensors `weight` and `bias` of a module. On processors channels last,
  /// since libtorch's other layouts compute wrongly on some processors where channels do not fill a
  /// block, and in single precision where there is one channel, whose layouts cannot be told apart;
  /// and written out as products where it computes wrongly in every layout: docs/decisions/0016.
  Value convolution(Conv2d layer, Self self, Value x) {
    return onProcessor
        ? convolutionOnProcessor(layer, self, x)
        : plainConvolution(layer, self, forProduct(x));
  }

  /// In PyTorch's own layout: cuDNN takes any, and in this one the poolings behind it give equal
  /// bits for equal arguments.
  private Value plainConvolution(Conv2d layer, Self self, Value x) {
    return assign(
        half,
        "torch.conv2d(%s, %s, %s, [%d, %4$d], [%d, %5$d], [1, 1], %d)",
        x.name(),
        argument(self, "weight", half),
        layer.bias() ? argument(self, "bias", half) : "None",
        layer.stride(),
        layer.padding(),
        layer.groups());
  }

  private Value convolutionOnProcessor(Conv2d layer, Self self, Value x) {
    boolean hasInputGradient = !x.name().equals(SAMPLES);
    if (layer.groups() > 1 || (layer.inputs() == 1 && hasInputGradient)) {
      return convolutionAsProducts(layer, self, full(x));
    }
    boolean narrow = half && layer.inputs() > 1 && layer.outputs() > 1;
    Value input = narrow ? forProduct(x) : full(x);
    if (layer.kernel() == 1 && layer.padding() == 0) {
      return convolutionOfOnePixel(layer, self, input);
    }
    return assign(
        narrow,
        "torch.conv2d(torch.contiguous(%s, memory_format=2),"
            + " torch.contiguous(%s, memory_format=2), %s, [%d, %4$d], [%d, %5$d], [1, 1], 1)",
        input.name(),
        argument(self, "weight", narrow),
        layer.bias() ? argument(self, "bias", narrow) : "None",
        layer.stride(),
        layer.padding());
  }

  /// What a kernel sees at each place as a column, and a product of matrices for each group.
  private Value convolutionAsProducts(Conv2d layer, Self self, Value x) {
    long perGroup = layer.inputs() / layer.groups() * layer.kernel() * layer.kernel();
    Value columns =
        assign(
            false,
            "torch.reshape(torch.im2col(%s, [%d, %2$d], [1, 1], [%d, %3$d], [%d, %4$d]),"
                + " [torch.size(%1$s, 0), %d, %d, -1])",
            x.name(),
            layer.kernel(),
            layer.padding(),
            layer.stride(),
            layer.groups(),
            perGroup);
    Value products =
        assign(
            false,
            "torch.matmul(torch.reshape(%s, [%d, -1, %d]), %s)",
            argument(self, "weight", false),
            layer.groups(),
            perGroup,
            columns.name());
    Value result =
        assign(
            false,
            "torch.reshape(%s, [torch.size(%s, 0), %d, %s, %s])",
            products.name(),
            x.name(),
            layer.outputs(),
            extent(layer, x, 2),
            extent(layer, x, 3));
    return layer.bias()
        ? assign(
            false,
            "torch.add(%s, torch.reshape(%s, [-1, 1, 1]))",
            result.name(),
            argument(self, "bias", false))
        : result;
  }

  private static String extent(Conv2d layer, Value x, int dimension) {
    return "torch.add(torch.floordiv(torch.add(torch.size(%s, %d), %d), %d), 1)"
        .formatted(x.name(), dimension, 2 * layer.padding() - layer.kernel(), layer.stride());
  }

  /// A kernel of one pixel is a linear layer over the channels of each place.
  private Value convolutionOfOnePixel(Conv2d layer, Self self, Value x) {
    boolean narrow = x.half();
    Value seen = layer.stride() > 1 ? everyOther(x, layer.stride()) : x;
    return assign(
        narrow,
        "torch.permute(torch.linear(torch.permute(torch.contiguous(%s, memory_format=2), [0, 2, 3, 1]),"
            + " torch.reshape(%s, [%d, %d]), %s), [0, 3, 1, 2])",
        seen.name(),
        argument(self, "weight", narrow),
        layer.outputs(),
        layer.inputs(),
        layer.bias() ? argument(self, "bias", narrow) : "None");
  }

  /// The places that a kernel of one pixel sees; means of one place each, since their backward
  /// takes less memory than that of slices.
  private Value everyOther(Value x, long stride) {
    return like(
        x, "torch.avg_pool2d(%s, [1, 1], [%d, %2$d], [0, 0], False, True, None)", x.name(), stride);
  }

  private static String argument(Self self, String tensor, boolean narrow) {
    String expression = self.child(tensor).expression();
    return narrow ? "torch.to(%s, %d)".formatted(expression, BFLOAT16) : expression;
  }

  /// A linear layer at which the graph of autograd is cut: oneDNN computes the product of detached
  /// tensors, and a graph of its own begins with the result. Its backward is written by hand, in
  /// `Gradients` (docs/decisions/0065). oneDNN is fastest where the wide factor, the weights, comes
  /// first and both lie in memory as they are read: `(W x^T)^T`. Its result stays as it came, by
  /// columns, as the next cut wants it.
  Value cut(Linear layer, Self self, Value x) {
    List<String> tensors = new ArrayList<>();
    tensors.add(x.name());
    layer.tensors().forEach(it -> tensors.add(self.child(it.name()).expression()));
    Value weight = assign(false, "torch.detach(%s)", tensors.get(1));
    Value columns = assign(false, "torch.contiguous(torch.t(torch.detach(%s)))", x.name());
    String product = product(weight.name(), "torch.t(%s)".formatted(columns.name()));
    Value y = assign(false, "torch.t(%s)", product);
    if (layer.bias()) {
      line("_b = torch.add_(%s, torch.detach(%s))".formatted(y.name(), tensors.getLast()));
    }
    String trained =
        tensors.stream()
            .map("ops.prim.requires_grad(%s)"::formatted)
            .reduce("torch.__or__(%s, %s)"::formatted)
            .orElseThrow();
    line("_r = torch.requires_grad_(%s, %s)".formatted(y.name(), trained));
    cuts.addAll(List.of(x.name(), y.name(), weight.name()));
    return y;
  }

  /// `one other^T`, computed by oneDNN; autograd does not know it.
  public static String product(String one, String other) {
    return "ops.mkldnn._linear_pointwise(%s, %s, None, \"none\", annotate(List[Optional[number]], []), \"\")"
        .formatted(one, other);
  }

  /// Of each cut so far what came to it, what left it, and the weights, one after the other.
  public List<String> cuts() {
    return List.copyOf(cuts);
  }

  /// Whether products are in bfloat16.
  boolean half() {
    return half;
  }

  /// A tensor in the type of sums and norms.
  Value full(Value x) {
    return x.half() ? assign(false, "torch.to(%s, %d)", x.name(), FLOAT32) : x;
  }

  /// The sum of two tensors, in the wider of their types.
  Value add(Value one, Value other) {
    return assign(one.half() && other.half(), "torch.add(%s, %s)", one.name(), other.name());
  }

  /// All statements so far.
  public String text() {
    return text.toString();
  }

  /// Ends a method with these outputs, in the model's own precision.
  public String full(String name, boolean isHalf) {
    return full(new Value(name, isHalf)).name();
  }
}
