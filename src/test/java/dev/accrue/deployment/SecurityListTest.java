package dev.accrue.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What `docs/asvs.md` and `docs/security.md` say is shown by a test is shown by one that is there.
class SecurityListTest {

  private static final Path TESTS = Path.of("src/test/java");
  private static final Path CODE = Path.of("src/main/java");
  private static final Path LIST = Path.of("docs/asvs.md");

  /// Of ASVS 4.0.3, on levels 1 and 2, without the lines that it has given up.
  private static final int LINES = 259;

  private static final Pattern NUMBERS =
      Pattern.compile("(\\d+\\.\\d+)\\.(\\d+)(?: to \\1\\.(\\d+))?");

  /// `SessionTest`, `SessionTest.signsIn`, or `.signsOut` of the class before.
  private static final Pattern NAMED =
      Pattern.compile("`(?:([A-Z]\\w+)(?:\\.([a-z]\\w+))?|\\.([a-z]\\w+))`");

  @Test
  void everyLineOfLevelTwoIsThereOnceWithAnAnswerAndAReason() throws IOException {
    List<String> numbers = new ArrayList<>();
    for (List<String> row : rows()) {
      Matcher each = NUMBERS.matcher(row.getFirst());
      while (each.find()) {
        int first = Integer.parseInt(each.group(2));
        int last = each.group(3) == null ? first : Integer.parseInt(each.group(3));
        String section = each.group(1);
        IntStream.rangeClosed(first, last).forEach(line -> numbers.add(section + "." + line));
      }
      assertThat(row).as(row.toString()).hasSize(3);
      assertThat(row.get(1).split(", "))
          .as(row.getFirst())
          .allMatch(answer ->
              Set.of("yes", "no", "partly", "outside", "n/a", "the audit log").contains(answer));
      assertThat(row.get(2)).as(row.getFirst()).isNotEmpty();
    }
    assertThat(numbers).doesNotHaveDuplicates().hasSize(LINES);
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    Map<String, Path> sources = sources();
    List<String> missing = new ArrayList<>();
    int tests = 0;
    for (Path document : List.of(LIST, Path.of("docs/security.md"), Path.of("docs/api.md"))) {
      for (String line : Files.readAllLines(document)) {
        String type = "";
        Matcher named = NAMED.matcher(line);
        while (named.find()) {
          type = named.group(1) == null ? type : named.group(1);
          String method = named.group(1) == null ? named.group(3) : named.group(2);
          if (type.endsWith("Test")) {
            tests++;
            if (!has(sources.get(type), method)) {
              missing.add("%s: %s.%s".formatted(document, type, method));
            }
          } else if (named.group(1) != null && document.equals(LIST) && !known(sources, type)) {
            missing.add("%s: %s".formatted(document, type));
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(tests).isGreaterThan(80);
  }

  @Test
  void everyFileThatIsNamedIsThere() throws IOException {
    Matcher named =
        Pattern.compile("`((?:src|docs|docker)/[\\w./-]+)`|\\]\\(([\\w./-]+\\.md)")
            .matcher(Files.readString(LIST) + Files.readString(Path.of("docs/security.md")));
    Set<String> missing = new HashSet<>();
    while (named.find()) {
      String file = named.group(1) == null ? "docs/" + named.group(2) : named.group(1);
      if (!Files.exists(Path.of(file))) {
        missing.add(file);
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<List<String>> rows() throws IOException {
    return Files.readAllLines(LIST).stream()
        .filter(line -> line.matches("\\| \\d+\\..*"))
        .map(line -> line.substring(1, line.lastIndexOf('|')))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .toList();
  }

  /// Of other projects are the names of their own classes.
  private static boolean known(Map<String, Path> sources, String type) {
    return sources.containsKey(type)
        || Set.of("JdbcClient", "DelegatingPasswordEncoder", "SecureRandom", "Math", "JSON")
            .contains(type)
        || type.equals(type.toUpperCase(Locale.ROOT));
  }

  private static boolean has(@Nullable Path source, @Nullable String method) throws IOException {
    return source != null
        && (method == null || Files.readString(source).contains("void " + method + "("));
  }

  private static Map<String, Path> sources() throws IOException {
    try (Stream<Path> tests = Files.walk(TESTS);
        Stream<Path> code = Files.walk(CODE)) {
      return Stream.concat(tests, code)
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  Function.identity(),
                  (one, _) -> one));
    }
  }
}
