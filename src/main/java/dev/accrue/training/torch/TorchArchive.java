package dev.accrue.training.torch;

import dev.accrue.format.ProgramTemplate;
import dev.accrue.format.StridedTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A TorchScript program with its tensors, as `torch.jit.load`, DJL and libtorch open it: a zip of
/// stored entries `NAME/data.pkl` (the module objects), `NAME/code/__torch__.py` (their classes),
/// `NAME/data/N` (tensors), `NAME/constants.pkl` and `NAME/version`.
///
/// @param code the classes, in TorchScript's serialized form of Python
public record TorchArchive(String name, String code, ScriptObject root) {

  /// The file format that libtorch has written since 1.6.
  private static final String FORMAT_VERSION = "3\n";

  /// A program without tensors, whose code has one class named `className`.
  public static TorchArchive program(String className, String code) {
    return new TorchArchive(className, code, new ScriptObject(className));
  }

  /// Writes the archive as a new file.
  public void writeTo(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      writeTo(out);
    }
  }

  /// Writes the archive; the stream stays open.
  public void writeTo(OutputStream out) throws IOException {
    PickleWriter.Pickle pickle = PickleWriter.module(root, true);
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    entry(zip, "data.pkl", pickle.bytes());
    entry(zip, "code/__torch__.py", text(code));
    for (int index = 0; index < pickle.storages().size(); index++) {
      entry(zip, "data/" + index, pickle.storages().get(index).value().bytes());
    }
    entry(zip, "constants.pkl", ByteBuffer.wrap(PickleWriter.emptyTuple()));
    entry(zip, "version", text(FORMAT_VERSION));
    zip.finish();
  }

  /// The archive without its tensors, to be filled with others: what is made of it computes as in
  /// evaluation when it is loaded.
  public byte[] template() {
    PickleWriter.Pickle pickle = PickleWriter.module(root, false);
    SequencedMap<String, ByteBuffer> entries = new LinkedHashMap<>();
    entries.put("data.pkl", pickle.bytes());
    entries.put("code/__torch__.py", text(code));
    entries.put("constants.pkl", ByteBuffer.wrap(PickleWriter.emptyTuple()));
    entries.put("version", text(FORMAT_VERSION));
    List<ProgramTemplate.Storage> storages = new ArrayList<>();
    for (PickleWriter.Storage storage : pickle.storages()) {
      TensorValue value = storage.value();
      StridedTensor layout =
          new StridedTensor(
              value.type().bytes(), 0, value.shape(), PickleWriter.rowMajorStrides(value.shape()));
      storages.add(
          new ProgramTemplate.Storage(
              "data/" + storages.size(),
              layout.sizeBytes(),
              List.of(new ProgramTemplate.Place(storage.name(), layout))));
    }
    return ProgramTemplate.write(entries, storages);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private void entry(ZipOutputStream zip, String path, ByteBuffer content) throws IOException {
    ZipEntry entry = new ZipEntry(name + "/" + path);
    CRC32 checksum = new CRC32();
    checksum.update(content.duplicate());
    entry.setCrc(checksum.getValue());
    entry.setSize(content.remaining());
    entry.setTime(0); // equal programs are equal bytes
    zip.putNextEntry(entry);
    WritableByteChannel channel = Channels.newChannel(zip);
    while (content.hasRemaining()) {
      channel.write(content);
    }
    zip.closeEntry();
  }
}
