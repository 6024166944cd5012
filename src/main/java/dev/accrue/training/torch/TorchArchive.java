package dev.accrue.training.torch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    PickleWriter.Pickle pickle = PickleWriter.module(root);
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    entry(zip, "data.pkl", pickle.bytes());
    entry(zip, "code/__torch__.py", text(code));
    for (int index = 0; index < pickle.storages().size(); index++) {
      entry(zip, "data/" + index, pickle.storages().get(index).bytes());
    }
    entry(zip, "constants.pkl", ByteBuffer.wrap(PickleWriter.emptyTuple()));
    entry(zip, "version", text(FORMAT_VERSION));
    zip.finish();
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
