package dev.accrue.training.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The modules that `bench/reference/torchscript.py` saved with PyTorch 2.6.
public final class Modules {

  private static final JsonMapper JSON = new JsonMapper();

  private Modules() {}

  /// The bytes of a module.
  public static byte[] bytes(String name) {
    return resource(name + ".pt");
  }

  static Path file(String name, Path directory) throws IOException {
    return Files.write(directory.resolve(name + ".pt"), bytes(name));
  }

  static UserModule read(String name, Path directory) throws IOException {
    return UserModule.read(file(name, directory), "module " + name);
  }

  /// What PyTorch says of the module.
  public static JsonNode facts(String name) {
    return JSON.readTree(resource(name + ".json"));
  }

  static List<String> parameters(String name) {
    return StreamSupport.stream(facts(name).get("parameters").spliterator(), false)
        .map(JsonNode::stringValue)
        .toList();
  }

  /// Three images of 28x28, the input behind the outputs in the facts.
  static float[] input() {
    JsonNode numbers = JSON.readTree(resource("input.json"));
    float[] input = new float[numbers.size()];
    for (int index = 0; index < input.length; index++) {
      input[index] = numbers.get(index).floatValue();
    }
    return input;
  }

  static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] resource(String file) {
    try (@Nullable InputStream in = Modules.class.getResourceAsStream("/torchscript/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
