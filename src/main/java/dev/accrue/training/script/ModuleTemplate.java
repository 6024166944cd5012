package dev.accrue.training.script;

import dev.accrue.format.PickleReader;
import dev.accrue.format.ProgramTemplate;
import dev.accrue.format.ProgramTemplate.Place;
import dev.accrue.format.ProgramTemplate.Storage;
import dev.accrue.format.TorchArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Makes templates of users' modules.
final class ModuleTemplate {

  private static final int MAX_ENTRY_BYTES = Integer.MAX_VALUE - 16;

  private ModuleTemplate() {}

  /// The module's program and all of its tensors that training does not know.
  static byte[] of(UserModule module, TorchArchive source) throws IOException {
    List<Storage> storages = storages(module, source);
    SequencedMap<String, ByteBuffer> entries = new LinkedHashMap<>();
    entries.put("data.pkl", source.read("data.pkl", PickleReader.MAX_BYTES));
    new TreeMap<>(module.code().files()) // equal modules are equal bytes
        .forEach((name, text) ->
            entries.put(name, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    Set<String> replaced =
        storages.stream()
            .filter(Storage::isOneTensor)
            .map(Storage::entry)
            .collect(Collectors.toSet());
    for (String name : ModuleWriter.kept(source)) {
      if (!replaced.contains(name)) {
        entries.put(name, source.read(name, MAX_ENTRY_BYTES));
      }
    }
    entries.putIfAbsent("version", ByteBuffer.wrap("3\n".getBytes(StandardCharsets.UTF_8)));
    return ProgramTemplate.write(entries, storages);
  }

  private static List<Storage> storages(UserModule module, TorchArchive source) {
    Map<String, List<Place>> places = new LinkedHashMap<>();
    for (ModuleTensor tensor : module.tensors()) {
      places
          .computeIfAbsent("data/" + tensor.key(), _ -> new ArrayList<>())
          .add(new Place(tensor.name(), tensor.layout()));
    }
    return places.entrySet().stream()
        .map(it ->
            new Storage(it.getKey(), source.findSize(it.getKey()).orElseThrow(), it.getValue()))
        .toList();
  }
}
