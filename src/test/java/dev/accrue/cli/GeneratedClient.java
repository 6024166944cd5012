package dev.accrue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nonnull;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// The Java client as users of `examples/clients/java` get it: generated from `docs/openapi.json`
/// and compiled, with the example beside it. The generator is a process of its own, so that its
/// libraries are on nobody's class path; what it brings of Jackson is what the client needs.
final class GeneratedClient {

  /// Put there by the build.
  private static final Path GENERATOR = Path.of("target/openapi-generator/cli.jar");

  private static final Path EXAMPLE = Path.of("examples/clients/java");

  private GeneratedClient() {}

  /// Makes it.
  ///
  /// @return the class path to run it with
  static String build(Path folder) throws Exception {
    assertThat(GENERATOR).as("run mvn process-test-resources first").exists();
    Path generated = folder.resolve("generated");
    generate(generated);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    String libraries = GENERATOR.toAbsolutePath() + File.pathSeparator + annotations();
    compile(sources(generated, EXAMPLE.resolve("src/main/java")), classes, libraries);
    return classes + File.pathSeparator + libraries;
  }

  private static void generate(Path into) throws IOException, InterruptedException {
    Path log = into.resolveSibling("generator.log");
    Process generator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                GENERATOR.toString(),
                "generate",
                "--config",
                EXAMPLE.resolve("generator.yaml").toString(),
                "--input-spec",
                "docs/openapi.json",
                "--output",
                into.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(generator.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(generator.exitValue()).as(Files.readString(log)).isZero();
  }

  private static void compile(List<Path> sources, Path classes, String classPath)
      throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-proc:none", "-nowarn", "-cp", classPath, "-d", classes.toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  private static List<Path> sources(Path... folders) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  private static Path annotations() throws URISyntaxException {
    return Path.of(Nonnull.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
