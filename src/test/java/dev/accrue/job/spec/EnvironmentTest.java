package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.EnvironmentValue;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.dataset.Dataset;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `environment` and `labels` of specs.
class EnvironmentTest {

  private static final Dataset IMAGES =
      new Dataset(
          "images",
          "",
          "IDX",
          List.of(
              new Dataset.Split("train", 1000, List.of(28L, 28L)),
              new Dataset.Split("test", 100, List.of(28L, 28L))));

  private static final TeamData DATA =
      new TeamData() {
        @Override
        public Optional<Dataset> find(String team, String dataset) {
          return Optional.of(IMAGES);
        }

        @Override
        public Set<String> findMissingSecrets(String team, Collection<String> names) {
          Set<String> missing = new HashSet<>(names);
          missing.remove("wandb");
          return missing;
        }
      };

  private static JobSpec read(String field) {
    String spec =
        """
        {"apiVersion": "accrue/v1", "name": "x", "model": {"architecture": "mlp"},
         "data": {"dataset": "images"}, "training": {"batch": {"effective": 10}, "epochs": 1}, %s}
        """
            .formatted(field);
    return SpecReader.read(
            spec.getBytes(StandardCharsets.UTF_8), SpecFormat.JSON, List.of("red"), DATA)
        .spec();
  }

  private static List<Violation> refused(String field) {
    try {
      throw new AssertionError("read " + read(field));
    } catch (ProblemException e) {
      return e.violations();
    }
  }

  @Test
  void readsTextSecretsAndWhatItWrote() {
    JobSpec spec =
        read(
            """
            "environment": {"WANDB_API_KEY": {"secret": "wandb"}, "OMP_WAIT_POLICY": "active",
              "HTTPS_PROXY": {"value": "http://proxy:3128"}}, "labels": {"project": "vision"}
            """);

    assertThat(spec.environment())
        .isEqualTo(
            Map.of(
                "WANDB_API_KEY", EnvironmentValue.ofSecret("wandb"),
                "OMP_WAIT_POLICY", EnvironmentValue.ofText("active"),
                "HTTPS_PROXY", EnvironmentValue.ofText("http://proxy:3128")));
    assertThat(spec.labels()).isEqualTo(Map.of("project", "vision"));
    String written = CanonicalSpec.write(spec);
    assertThat(written)
        .contains("\"WANDB_API_KEY\":{\"secret\":\"wandb\"}")
        .contains("\"OMP_WAIT_POLICY\":{\"value\":\"active\"}");
    assertThat(CanonicalSpec.read(written)).isEqualTo(spec);
    assertThat(
            SpecReader.read(
                    written.getBytes(StandardCharsets.UTF_8), SpecFormat.JSON, List.of("red"), DATA)
                .spec())
        .isEqualTo(spec);
  }

  @Test
  void nothingIsNothing() {
    JobSpec spec = read("\"environment\": {}, \"labels\": {}");

    assertThat(spec.environment()).isNull();
    assertThat(spec.labels()).isNull();
    assertThat(CanonicalSpec.write(spec)).doesNotContain("environment").doesNotContain("labels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "HOME",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "JAVA_TOOL_OPTIONS",
        "JDK_JAVA_OPTIONS",
        "CLASSPATH",
        "ACCRUE_SERVER",
        "MALLOC_ARENA_MAX",
        "GLIBC_TUNABLES",
        "GCONV_PATH",
        "DJL_CACHE_DIR",
        "TMPDIR"
      })
  void refusesWhatThePlatformSets(String name) {
    assertThat(refused("\"environment\": {\"%s\": \"x\"}".formatted(name)))
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.field()).isEqualTo("environment." + name);
          assertThat(violation.message()).contains("platform's own");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OMP_TOOL_LIBRARIES", "OMP_NUM_THREADS", "NCCL_NET_PLUGIN", "CUDA_INJECTION64_PATH",
        "CUDA_VISIBLE_DEVICES", "PYTORCH_LIBRARY_PATH", "INTEL_LIBITTNOTIFY64", "TORCH_HOME"
      })
  void refusesVariablesOfLibrariesThatDoMoreThanTune(String name) {
    assertThat(refused("\"environment\": {\"%s\": {\"secret\": \"wandb\"}}".formatted(name)))
        .singleElement()
        .satisfies(violation ->
            assertThat(violation.fix()).contains("OMP_WAIT_POLICY").contains("NCCL_DEBUG"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"lower\": \"x\"} | environment.lower | capital letters",
        "{\"_JAVA_OPTIONS\": \"x\"} | environment._JAVA_OPTIONS | capital letters",
        "{\"A-B\": \"x\"} | environment.A-B | capital letters",
        "{\"A\": 5} | environment.A | is not an object",
        "{\"A\": null} | environment.A | is missing",
        "{\"A\": \"two\\nlines\"} | environment.A | one line",
        "{\"A\": {}} | environment.A.secret | is missing",
        "{\"A\": {\"secret\": \"Big\"}} | environment.A.secret | small letters",
        "{\"A\": {\"secret\": \"gone\"}} | environment.A.secret | no such secret",
        "{\"A\": {\"value\": \"x\", \"secret\": \"wandb\"}} | environment.A.secret | go with a value",
        "{\"A\": {\"value\": \"x\", \"secrte\": \"wandb\"}} | environment.A.secrte | not a field",
        "[] | environment | is not an object"
      })
  void refusesWithTheField(String environment, String field, String message) {
    assertThat(refused("\"environment\": " + environment))
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.field()).isEqualTo(field);
          assertThat(violation.message()).contains(message);
        });
  }

  @Test
  void refusesTooMany() {
    String many =
        IntStream.rangeClosed(0, EnvironmentReader.MAX_VARIABLES)
            .mapToObj("\"V%d\": \"x\""::formatted)
            .collect(Collectors.joining(", ", "{", "}"));

    assertThat(refused("\"environment\": " + many))
        .singleElement()
        .satisfies(violation -> assertThat(violation.message()).contains("32"));
    assertThat(refused("\"labels\": {\"Bad\": \"x\", \"ok\": \"two words\"}"))
        .extracting(Violation::field)
        .containsExactlyInAnyOrder("labels.Bad", "labels.ok");
  }
}
