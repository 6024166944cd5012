package dev.accrue.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The files that operators deploy by, read.
final class Manifests {

  static final Path KUBERNETES = Path.of("k8s");

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern MADE_SECRET = Pattern.compile("(?m)^make ([a-z-]+) ");

  private Manifests() {}

  /// One document of a file.
  record Manifest(Path file, JsonNode content) {

    String kind() {
      return content.path("kind").asString("");
    }

    String name() {
      return content.path("metadata").path("name").asString("");
    }

    @Override
    public String toString() {
      return "%s %s of %s".formatted(kind(), name(), file);
    }
  }

  /// Every document under `k8s`, Kustomize's own among them.
  static List<Manifest> all() {
    return files(".yaml")
        .filter(file -> !file.getFileName().toString().startsWith("rules"))
        .filter(file -> !file.endsWith("references.yaml"))
        // Settings of the server.
        .filter(file -> !file.endsWith("placement.yaml"))
        .flatMap(file -> read(file).stream().map(content -> new Manifest(file, content)))
        .toList();
  }

  static Stream<Path> files(String suffix) {
    try (Stream<Path> files = Files.walk(KUBERNETES)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .filter(file -> !file.toString().contains("/secrets/"))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> read(Path file) {
    List<JsonNode> documents = new ArrayList<>();
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text(file))) {
      values.forEachRemaining(documents::add);
    }
    return documents;
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Those whose template makes pods.
  static List<Manifest> workloads() {
    return all().stream()
        .filter(it -> it.content().path("spec").path("template").path("spec").has("containers"))
        .toList();
  }

  static JsonNode pod(Manifest workload) {
    return workload.content().get("spec").get("template");
  }

  static Map<String, String> labels(JsonNode matchLabels) {
    return matchLabels
        .propertyStream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, it -> it.getValue().asString(), (a, b) -> b, TreeMap::new));
  }

  /// The files that `docker/secrets` makes.
  static List<String> madeSecrets() {
    return MADE_SECRET
        .matcher(text(Path.of("docker/secrets")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
