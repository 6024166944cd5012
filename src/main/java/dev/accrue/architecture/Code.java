package dev.accrue.architecture;

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

  /// A new tensor of single precision, computed in one of two ways.
  Value either(String condition, String one, String other) {
    String name = "x" + values++;
    line("if %s:".formatted(condition));
    line("  %s = %s".formatted(name, one));
    line("else:");
    line("  %s = %s".formatted(name, other));
    return new Value(name, false);
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

  /// Whether a CPU computes products in single precision.
  boolean singleOnProcessor() {
    return onProcessor && !half;
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
