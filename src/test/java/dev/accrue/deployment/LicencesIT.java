package dev.accrue.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the packaged jar says of the licences in it: nothing in it is left out of the lists, and
/// everything may be passed on under a licence that `NOTICE` names.
class LicencesIT {

  private static final String LIBRARIES = "BOOT-INF/lib/";

  /// Under which the jar may be passed on; of several that a library offers, the first of these is
  /// taken.
  private static final List<String> TAKEN =
      List.of(
          "Apache-2.0",
          "MIT",
          "MIT-0",
          "0BSD",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "Go License",
          "EPL-2.0");

  /// Whose pom names something else than the licence that lies in the jar.
  private static final Map<String, String> AS_THE_JAR_SAYS =
      Map.of("spring-session-core", "Apache-2.0", "spring-session-jdbc", "Apache-2.0");

  /// Added by the packaging itself, under the licence of Spring Boot.
  private static final String PACKAGING = "spring-boot-jarmode-tools";

  private static final Pattern PAGE_LIBRARY =
      Pattern.compile(
          "^## (\\S+) - (\\S+) \\(([^)]+)\\)\n\n(?s:(.*?))(?=^## |\\z)", Pattern.MULTILINE);

  /// Published without its licence's text; `NOTICE` says where it is.
  private static final Set<String> WITHOUT_TEXT = Set.of("react-remove-scroll-bar");

  private static final int SHORTEST_LICENCE = 300;

  private static JarFile jar;
  private static Map<String, JsonNode> components;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile("target/accrue.jar");
    components = new LinkedHashMap<>();
    JsonNode list = new JsonMapper().readTree(text("META-INF/sbom/application.cdx.json"));
    for (JsonNode component : list.get("components")) {
      String name = component.get("name").stringValue();
      components.put(name + "-" + component.get("version").stringValue(), component);
    }
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void everyLibraryInTheJarIsListed() {
    List<String> libraries =
        jar.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
            .map(name -> name.substring(LIBRARIES.length(), name.length() - ".jar".length()))
            .filter(name -> !name.startsWith(PACKAGING))
            .toList();

    assertThat(libraries)
        .hasSizeGreaterThan(100)
        .allSatisfy(library ->
            assertThat(components.keySet())
                .as("listed components, one of them " + library)
                .anyMatch(it -> library.equals(it) || library.startsWith(it + "-")));
  }

  @Test
  void everyListedLibraryHasALicenceThatNoticeNames() throws IOException {
    Map<String, Set<String>> refused = new HashMap<>();
    Set<String> taken = new TreeSet<>();
    components.forEach((library, component) -> {
      Set<String> offered = licences(component);
      TAKEN.stream()
          .filter(offered::contains)
          .findFirst()
          .ifPresentOrElse(taken::add, () -> refused.put(library, offered));
    });

    assertThat(refused).as("libraries under none of " + TAKEN).isEmpty();
    assertThat(Files.readString(Path.of("NOTICE"))).contains(taken);
  }

  @Test
  void whereThePomNamesAnotherLicenceTheJarHasTheOneThatIsTaken() throws IOException {
    for (String name : AS_THE_JAR_SAYS.keySet()) {
      JsonNode component =
          components.values().stream().filter(it -> named(it, name)).findFirst().orElseThrow();
      String library =
          "%s%s-%s.jar".formatted(LIBRARIES, name, component.get("version").stringValue());

      assertThat(licenceIn(library)).contains("Apache License").contains("Version 2.0");
    }
  }

  @Test
  void everyLibraryOfThePagesHasTheTextOfItsLicence() throws IOException {
    Map<String, MatchResult> found = new HashMap<>();
    PAGE_LIBRARY
        .matcher(text("BOOT-INF/classes/static/licenses.txt"))
        .results()
        .forEach(library -> found.put(library.group(1), library));
    JsonNode wanted =
        new JsonMapper()
            .readTree(Files.readString(Path.of("frontend/package.json")))
            .get("dependencies");

    assertThat(found).containsKeys(wanted.propertyNames().toArray(String[]::new));
    assertThat(Files.readString(Path.of("NOTICE"))).contains(WITHOUT_TEXT);
    found.keySet().removeAll(WITHOUT_TEXT);
    assertThat(found.values())
        .allSatisfy(library -> {
          assertThat(library.group(3)).as(library.group(1)).isIn("MIT", "0BSD", "ISC", "OFL-1.1");
          assertThat(library.group(4)).as(library.group(1)).hasSizeGreaterThan(SHORTEST_LICENCE);
        });
  }

  private static Set<String> licences(JsonNode component) {
    String corrected = AS_THE_JAR_SAYS.get(component.get("name").stringValue());
    if (corrected != null) {
      return Set.of(corrected);
    }
    Set<String> found = new TreeSet<>();
    for (JsonNode entry : component.path("licenses")) {
      found.add(entry.path("license").path("id").stringValue(""));
      found.add(entry.path("license").path("name").stringValue(""));
      found.addAll(List.of(entry.path("expression").stringValue("").split(" OR ", -1)));
    }
    found.remove("");
    return found;
  }

  private static boolean named(JsonNode component, String name) {
    return component.get("name").stringValue().equals(name);
  }

  private static String licenceIn(String library) throws IOException {
    try (JarInputStream inner = new JarInputStream(open(library))) {
      for (ZipEntry entry = inner.getNextEntry(); entry != null; entry = inner.getNextEntry()) {
        if (entry.getName().equals("META-INF/LICENSE.txt")) {
          return new String(inner.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError(library + " has no licence in it");
  }

  private static String text(String entry) throws IOException {
    try (InputStream in = open(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String entry) throws IOException {
    ZipEntry found = jar.getEntry(entry);
    assertThat(found).as(entry + " in the jar").isNotNull();
    return jar.getInputStream(found);
  }
}
