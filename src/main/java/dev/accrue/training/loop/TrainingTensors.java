package dev.accrue.training.loop;

import dev.accrue.api.worker.TensorRole;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// All tensors that a checkpoint holds, by the names that they have there.
public final class TrainingTensors implements AutoCloseable {

  /// Comes before the names of a model's tensors.
  public static final String MODEL = "model/";

  /// Comes before the names of an optimizer's tensors.
  public static final String OPTIMIZER = "optimizer/";

  /// Comes before the names of parameters whose moving averages are kept.
  public static final String AVERAGE = "ema/";

  /// The name of the program.
  public static final String PROGRAM = "program";

  private final TrainableModel model;
  private final List<Named> named;
  private final CopyRoom room;

  TrainingTensors(TorchRuntime runtime, TrainableModel model, Optimizer optimizer) {
    this.model = model;
    this.named = named(model, optimizer);
    this.room = new CopyRoom(runtime, named.stream().map(Named::array).toList());
  }

  /// The model that is trained.
  public TrainableModel model() {
    return model;
  }

  /// A tensor as it was when it was copied.
  public record Copy(String name, TensorRole role, TensorValue value) {}

  /// Everything as it was at one moment. None can be read once this is closed.
  ///
  /// @param end gives their memory back
  public record Copies(List<Copy> all, Runnable end) implements AutoCloseable {

    @Override
    public void close() {
      end.run();
    }
  }

  /// Copies everything; training may go on afterwards without changing the copies.
  ///
  /// @param spare the directory to use where shared memory has no room
  /// @throws java.io.UncheckedIOException when there is no room there either
  public Copies copy(Path spare) {
    CopyRoom.Taken taken = room.take(spare);
    List<Copy> all = new ArrayList<>();
    for (int index = 0; index < named.size(); index++) {
      Named tensor = named.get(index);
      all.add(new Copy(tensor.name(), tensor.role(), taken.values().get(index)));
    }
    all.add(program());
    return new Copies(List.copyOf(all), taken.end());
  }

  private record Named(String name, TensorRole role, NamedArray array) {}

  private static List<Named> named(TrainableModel model, Optimizer optimizer) {
    List<Named> named = new ArrayList<>();
    add(named, MODEL, TensorRole.PARAMETER, model.parameters());
    add(named, MODEL, TensorRole.BUFFER, model.buffers());
    add(named, OPTIMIZER, TensorRole.OPTIMIZER, optimizer.state());
    add(named, AVERAGE, TensorRole.EMA, optimizer.averages());
    return List.copyOf(named);
  }

  private static void add(
      List<Named> named, String prefix, TensorRole role, List<NamedArray> arrays) {
    arrays.forEach(array -> named.add(new Named(prefix + array.name(), role, array)));
  }

  private Copy program() {
    ByteBuffer template = model.template();
    List<Long> shape = List.of((long) template.remaining());
    return new Copy(PROGRAM, TensorRole.PROGRAM, new TensorValue(ElementType.U8, shape, template));
  }

  @Override
  public void close() {
    room.close();
  }
}
