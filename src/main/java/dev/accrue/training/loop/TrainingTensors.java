package dev.accrue.training.loop;

import dev.accrue.api.worker.TensorRole;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TrainableModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// All tensors that a checkpoint holds, by the names that they have there.
public record TrainingTensors(TrainableModel model, Optimizer optimizer) {

  /// Comes before the names of a model's tensors.
  public static final String MODEL = "model/";

  /// Comes before the names of an optimizer's tensors.
  public static final String OPTIMIZER = "optimizer/";

  /// Comes before the names of parameters whose moving averages are kept.
  public static final String AVERAGE = "ema/";

  /// The name of the program.
  public static final String PROGRAM = "program";

  /// A tensor as it was when it was copied.
  public record Copy(String name, TensorRole role, TensorValue value) {}

  /// Copies everything; training may go on afterwards without changing the copies.
  public List<Copy> copy() {
    List<Copy> copies = new ArrayList<>();
    add(copies, MODEL, TensorRole.PARAMETER, model.parameters());
    add(copies, MODEL, TensorRole.BUFFER, model.buffers());
    add(copies, OPTIMIZER, TensorRole.OPTIMIZER, optimizer.state());
    add(copies, AVERAGE, TensorRole.EMA, optimizer.averages());
    copies.add(program());
    return copies;
  }

  private Copy program() {
    ByteBuffer template = model.template();
    List<Long> shape = List.of((long) template.remaining());
    return new Copy(PROGRAM, TensorRole.PROGRAM, new TensorValue(ElementType.U8, shape, template));
  }

  private static void add(
      List<Copy> copies, String prefix, TensorRole role, List<NamedArray> arrays) {
    for (NamedArray array : arrays) {
      copies.add(new Copy(prefix + array.name(), role, array.copy()));
    }
  }
}
