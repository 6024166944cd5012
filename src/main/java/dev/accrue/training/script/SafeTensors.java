package dev.accrue.training.script;

import dev.accrue.format.FormatException;
import dev.accrue.format.SafetensorsHeader;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A safetensors file, see [SafetensorsHeader]. Only the header is read at first; a tensor is read
/// when it is asked for.
public final class SafeTensors implements WeightSource, AutoCloseable {

  /// What the model's tensors begin with in a file with everything of a checkpoint.
  private static final String MODEL = "model/";

  private final String what;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final Map<String, SafetensorsHeader.Entry> tensors;

  private SafeTensors(String what, FileChannel channel, SafetensorsHeader header) {
    this.what = what;
    this.channel = channel;
    this.header = header;
    this.tensors = modelOf(header.tensors());
  }

  /// The weights alone of a file that holds an optimizer's state and averages besides.
  private static Map<String, SafetensorsHeader.Entry> modelOf(
      Map<String, SafetensorsHeader.Entry> all) {
    if (all.keySet().stream().noneMatch(name -> name.startsWith(MODEL))) {
      return all;
    }
    Map<String, SafetensorsHeader.Entry> model = new LinkedHashMap<>();
    all.forEach((name, entry) -> {
      if (name.startsWith(MODEL)) {
        model.put(name.substring(MODEL.length()), entry);
      }
    });
    return model;
  }

  /// Opens a file and checks its whole header.
  ///
  /// @param what to call it in messages, such as `weights base`
  /// @throws TrainingRefusedException when it is not a safetensors file
  public static SafeTensors open(Path file, String what) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafeTensors(what, channel, SafetensorsHeader.read(channel, what));
    } catch (FormatException e) {
      channel.close();
      throw new TrainingRefusedException(
          "%s is not a safetensors file: %s; %s".formatted(what, e.reason(), e.fix()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public String what() {
    return what;
  }

  @Override
  public Map<String, List<Long>> shapes() {
    return tensors.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> entry.getValue().shape(),
                (one, other) -> one,
                LinkedHashMap::new));
  }

  @Override
  public boolean converts(String name, ElementType type) {
    return TensorConversion.exists(entry(name).type(), type);
  }

  @Override
  public TensorValue read(String name, ElementType type) throws IOException {
    SafetensorsHeader.Entry entry = entry(name);
    ByteBuffer value = TensorValue.allocate(type, entry.shape());
    ByteBuffer stored =
        channel
            .map(
                FileChannel.MapMode.READ_ONLY,
                header.dataStart() + entry.begin(),
                entry.end() - entry.begin())
            .order(ByteOrder.LITTLE_ENDIAN);
    try {
      TensorConversion.convert(entry.type(), stored, type, value);
    } catch (ArithmeticException e) {
      throw new TrainingRefusedException(
          "%s of %s holds a number that does not fit %s".formatted(name, what, type));
    }
    return new TensorValue(type, entry.shape(), value.flip());
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = tensors.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("%s has no tensor %s".formatted(what, name));
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
