package dev.accrue.training.script;

import dev.accrue.format.PickleReader;
import dev.accrue.format.TorchArchive;
import dev.accrue.training.torch.TensorValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes archives of users' modules. Only what libtorch needs is copied: code, pickles, tensors;
/// not the positions in the author's source files that Python adds.
final class ModuleWriter {

  private static final String FOLDER = "model/";

  private final UserModule module;
  private final TorchArchive source;
  private final Map<String, List<ModuleTensor>> changed = new HashMap<>();
  private final Map<String, TensorValue> weights;
  private final ZipOutputStream zip;

  private ModuleWriter(
      UserModule module, TorchArchive source, Map<String, TensorValue> weights, OutputStream out) {
    this.module = module;
    this.source = source;
    this.weights = weights;
    this.zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    for (ModuleTensor tensor : module.tensors()) {
      if (weights.containsKey(tensor.name())) {
        changed.computeIfAbsent(tensor.key(), _ -> new ArrayList<>()).add(tensor);
      }
    }
  }

  /// Writes the module as it was, with these weights.
  static void writeOriginal(
      UserModule module, TorchArchive source, Map<String, TensorValue> weights, OutputStream out)
      throws IOException {
    ModuleWriter writer = new ModuleWriter(module, source, weights, out);
    writer.write(source.read("data.pkl", PickleReader.MAX_BYTES), module.code().files());
  }

  /// Writes the module inside its wrapper.
  ///
  /// @param code of the module by entry, without the wrapper's
  static void writeWrapped(
      UserModule module,
      WrapperCode wrapper,
      Map<String, String> code,
      TorchArchive source,
      Map<String, TensorValue> weights,
      OutputStream out)
      throws IOException {
    ModuleWriter writer = new ModuleWriter(module, source, weights, out);
    Map<String, String> files = new HashMap<>(code);
    files.put(wrapper.entry(), wrapper.text());
    writer.write(pickle(wrapper, source.read("data.pkl", PickleReader.MAX_BYTES)), files);
  }

  /// The wrapper's pickle around the module's. The module's keeps its own numbers of what it
  /// remembers, because the wrapper's part remembers nothing.
  private static ByteBuffer pickle(WrapperCode wrapper, ByteBuffer module) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] inner = new byte[module.remaining() - 3]; // without protocol (two bytes) and stop
    module.get(module.position() + 2, inner);
    int dot = wrapper.className().lastIndexOf('.');
    out.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
    text(out, wrapper.className().substring(0, dot) + "\n");
    text(out, wrapper.className().substring(dot + 1) + "\n");
    out.writeBytes(new byte[] {')', (byte) 0x81, '}', '('});
    key(out, "training");
    out.write(0x88);
    key(out, "exponent");
    out.write('G');
    out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(1).array());
    key(out, "module");
    out.writeBytes(inner);
    text(out, "ub.");
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static void key(ByteArrayOutputStream out, String name) {
    out.write('X');
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(name.length())
            .array());
    text(out, name);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(ByteBuffer pickle, Map<String, String> code) throws IOException {
    entry("data.pkl", pickle);
    for (Map.Entry<String, String> file : code.entrySet()) {
      entry(file.getKey(), ByteBuffer.wrap(file.getValue().getBytes(StandardCharsets.UTF_8)));
    }
    for (String name : kept(source)) {
      entry(name, storage(name));
    }
    if (!source.has("version")) {
      entry("version", ByteBuffer.wrap("3\n".getBytes(StandardCharsets.UTF_8)));
    }
    zip.finish();
  }

  /// What is kept of an archive besides its code and its pickle.
  static List<String> kept(TorchArchive source) {
    return source.names().stream()
        .filter(name ->
            name.startsWith("data/")
                || name.startsWith("constants/")
                || List.of("constants.pkl", "version", "byteorder").contains(name))
        .toList();
  }

  private ByteBuffer storage(String name) throws IOException {
    ByteBuffer bytes = source.read(name, Integer.MAX_VALUE - 16);
    if (name.startsWith("data/")) {
      for (ModuleTensor tensor :
          changed.getOrDefault(name.substring("data/".length()), List.of())) {
        scatter(tensor, Objects.requireNonNull(weights.get(tensor.name()), "it is changed"), bytes);
      }
    }
    return bytes;
  }

  /// Writes a row-major tensor where the module's strides say.
  private void scatter(ModuleTensor tensor, TensorValue value, ByteBuffer storage) {
    if (value.type() != tensor.type() || !value.shape().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "%s of %s is %s %s and not %s %s"
              .formatted(
                  tensor.name(),
                  module.what(),
                  tensor.type(),
                  tensor.shape(),
                  value.type(),
                  value.shape()));
    }
    tensor.layout().scatter(value.bytes(), storage);
  }

  private void entry(String name, ByteBuffer content) throws IOException {
    ZipEntry entry = new ZipEntry(FOLDER + name);
    CRC32 checksum = new CRC32();
    checksum.update(content.duplicate());
    entry.setCrc(checksum.getValue());
    entry.setSize(content.remaining());
    entry.setTime(0); // equal modules are equal bytes
    zip.putNextEntry(entry);
    zip.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
    zip.closeEntry();
  }
}
