package dev.accrue.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A TorchScript archive whose tensors are still to be filled in: the program of a checkpoint. It
/// is a zip itself, which says in an entry of its own which tensor of the model goes where.
public final class ProgramTemplate implements AutoCloseable {

  private static final String FOLDER = "model/";
  private static final String PLACES = "accrue.json";
  private static final int MAX_PLACES_BYTES = 16 << 20;
  private static final Pattern STORAGE = Pattern.compile("data/[^/\\\\\\p{Cc}]{1,200}");
  private static final JsonMapper JSON = new JsonMapper();

  private final TorchArchive file;
  private final SequencedMap<String, Storage> storages;

  private ProgramTemplate(TorchArchive file, SequencedMap<String, Storage> storages) {
    this.file = file;
    this.storages = storages;
  }

  /// An entry of the archive that is made of tensors. Where they do not fill it, the template has
  /// an entry of the same name, whose bytes they are written into.
  ///
  /// @param entry such as `data/0`
  public record Storage(String entry, long sizeBytes, List<Place> places) {

    public Storage {
      places = List.copyOf(places);
      if (sizeBytes < 0 || places.isEmpty() || !STORAGE.matcher(entry).matches()) {
        throw new IllegalArgumentException("no storage: " + entry);
      }
    }

    /// Whether its bytes are those of one tensor, row by row.
    public boolean isOneTensor() {
      return places.size() == 1 && places.getFirst().layout().fills(sizeBytes);
    }
  }

  /// Where a tensor lies in a storage.
  ///
  /// @param tensor its name in the model
  public record Place(String tensor, StridedTensor layout) {}

  /// A template as a file.
  ///
  /// @param entries what is in the archive whatever the tensors are, by name; array-backed
  public static byte[] write(SequencedMap<String, ByteBuffer> entries, List<Storage> storages) {
    SequencedMap<String, ByteBuffer> all = new LinkedHashMap<>();
    entries.forEach((name, bytes) -> all.put(FOLDER + name, bytes));
    all.put(FOLDER + PLACES, ByteBuffer.wrap(JSON.writeValueAsBytes(storages)));
    List<StoredZip.Entry> files = new ArrayList<>();
    all.forEach((name, bytes) -> files.add(new StoredZip.Entry(name, bytes.remaining())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new StoredZip(files)
          .writeTo(
              out, (entry, target) -> copy(Objects.requireNonNull(all.get(entry.name())), target));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return out.toByteArray();
  }

  private static void copy(ByteBuffer bytes, OutputStream target) throws IOException {
    target.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  /// Opens a template.
  ///
  /// @throws FormatException when the file is none
  public static ProgramTemplate open(Path path, String what) throws IOException {
    TorchArchive file = TorchArchive.open(path, what);
    try {
      SequencedMap<String, Storage> storages = new LinkedHashMap<>();
      for (Storage storage :
          JSON.readValue(file.read(PLACES, MAX_PLACES_BYTES).array(), Storage[].class)) {
        storages.put(FOLDER + storage.entry(), storage);
      }
      return new ProgramTemplate(file, storages);
    } catch (JacksonException e) {
      file.close();
      throw new FormatException(what, "it does not say where tensors go", "save it again");
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// The archive's entries, in order.
  public List<StoredZip.Entry> entries() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (!name.equals(PLACES)) {
        sizes.put(FOLDER + name, file.findSize(name).orElseThrow());
      }
    }
    storages.forEach((name, storage) -> sizes.put(name, storage.sizeBytes()));
    return sizes.entrySet().stream()
        .map(it -> new StoredZip.Entry(it.getKey(), it.getValue()))
        .toList();
  }

  /// What the archive has of tensors, by its entries' names.
  public SequencedMap<String, Storage> storages() {
    return storages;
  }

  /// Copies the template's own bytes of an entry.
  public void copy(StoredZip.Entry entry, OutputStream out) throws IOException {
    file.copy(entry.name().substring(FOLDER.length()), out);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
