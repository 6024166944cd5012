package dev.accrue.training.data;

import dev.accrue.api.worker.DatasetFile;
import dev.accrue.training.Jobs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The files of a data set that a test makes up.
final class DataFiles {

  private final Path directory;
  private final String format;
  private final List<DatasetFile> files = new ArrayList<>();
  private final Map<String, Path> paths = new HashMap<>();

  DataFiles(Path directory, String format) {
    this.directory = directory;
    this.format = format;
  }

  DataFiles with(String split, String role, byte[] content) throws IOException {
    String sha256 = sha256(content);
    paths.put(sha256, Files.write(directory.resolve(sha256), content));
    files.add(new DatasetFile(split, role, format, List.of(), content.length, sha256));
    return this;
  }

  DataFiles with(String split, String text) throws IOException {
    return with(split, "SAMPLES", text.getBytes(StandardCharsets.UTF_8));
  }

  /// A file that is there already; its digest does not matter.
  DataFiles at(String split, Path path) throws IOException {
    String sha256 = "%064x".formatted(paths.size());
    paths.put(sha256, path);
    files.add(new DatasetFile(split, "SAMPLES", format, List.of(), Files.size(path), sha256));
    return this;
  }

  TrainingData open(Jobs job) throws IOException, InterruptedException {
    return open(job, Files.createDirectories(directory.resolve("work")));
  }

  TrainingData open(Jobs job, Path work) throws IOException, InterruptedException {
    return SourceOpener.open(job.spec(), files, file -> path(file.sha256()), work);
  }

  private Path path(String sha256) {
    Path path = paths.get(sha256);
    if (path == null) {
      throw new IllegalArgumentException("no such file: " + sha256);
    }
    return path;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The features of a sample in single precision.
  static List<Float> features(SampleSource source, int sample) {
    long elements = source.features().shape().stream().reduce(1L, Math::multiplyExact);
    ByteBuffer into = buffer((int) elements * Float.BYTES);
    source.writeFeatures(sample, null, into);
    into.flip();
    List<Float> values = new ArrayList<>();
    while (into.hasRemaining()) {
      values.add(into.getFloat());
    }
    return values;
  }

  /// The tokens of a sample.
  static List<Long> tokens(SampleSource source, int sample) {
    ByteBuffer into = buffer(source.length(sample) * Long.BYTES);
    source.writeFeatures(sample, null, into);
    return longs(into);
  }

  /// The next tokens, or the class, of a sample.
  static List<Long> target(SampleSource source, int target, int sample) {
    boolean single = source.targets().get(target).kind() == TargetLayout.Kind.CLASS;
    ByteBuffer into = buffer((single ? 1 : source.length(sample)) * Long.BYTES);
    source.writeTarget(target, sample, into);
    return longs(into);
  }

  private static List<Long> longs(ByteBuffer filled) {
    filled.flip();
    List<Long> values = new ArrayList<>();
    while (filled.hasRemaining()) {
      values.add(filled.getLong());
    }
    return values;
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
