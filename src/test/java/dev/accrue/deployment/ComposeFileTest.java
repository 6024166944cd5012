package dev.accrue.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ComposeFileTest {

  private final JsonNode file = Manifests.read(Path.of("docker-compose.yml")).getFirst();

  @Test
  void everySecretIsMadeByTheScriptAndUsed() {
    assertThat(file.get("secrets").propertyNames())
        .containsExactlyInAnyOrderElementsOf(Manifests.madeSecrets());
    for (Map.Entry<String, JsonNode> secret : file.get("secrets").properties()) {
      assertThat(secret.getValue().get("file").asString()).endsWith("/" + secret.getKey());
    }
    String services = file.get("services").toString();
    assertThat(Manifests.madeSecrets())
        .allSatisfy(secret -> assertThat(services).contains("\"" + secret + "\""));
  }

  @Test
  void everythingThatIsBuiltHasATarget() {
    String dockerfile = Manifests.text(Path.of("Dockerfile"));
    for (JsonNode service : file.get("services")) {
      JsonNode build = service.path("build");
      String target = build.path("target").asString("");
      if (!target.isEmpty()) {
        assertThat(dockerfile).contains(" AS " + target + "\n");
      }
      assertThat(Path.of(build.path("dockerfile").asString("Dockerfile"))).exists();
    }
  }

  @ParameterizedTest
  @CsvSource({"Dockerfile, server", "Dockerfile, cpu-worker", "Dockerfile.gpu, ''"})
  void imagesAreAUserWithoutRightsAndSayWhetherTheyWork(String file, String target) {
    String stage = target.isEmpty() ? "(?s).*\nFROM [^\n]*" : "(?s).* AS " + target + "\n";
    String end =
        Manifests.text(Path.of(file)).replaceFirst(stage, "").replaceFirst("(?s)\nFROM .*", "");

    assertThat(end).containsPattern("(?m)^USER accrue$").doesNotContain("USER root");
    assertThat(end)
        .containsPattern("(?m)^HEALTHCHECK .* CMD \\[\"healthy\", \"(server|worker)\"]$");
    assertThat(end).containsPattern("COPY .*healthy.* /usr/local/bin/");
    assertThat(end).containsPattern("(?m)^ENTRYPOINT \\[\"java\", ");
  }

  @Test
  void nothingIsReachedFromOtherMachinesAndEveryVolumeIsDeclared() {
    for (JsonNode service : file.get("services")) {
      service.path("ports").forEach(port -> assertThat(port.asString()).startsWith("127.0.0.1:"));
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asString().split(":", 2)[0];
        if (source.startsWith("./")) {
          assertThat(Path.of(source)).exists();
        } else {
          assertThat(file.get("volumes").has(source)).as(source).isTrue();
        }
      }
    }
  }

  @Test
  void ourOwnContainersMayDoNothingThatTheyNeedNot() {
    JsonNode hardened = file.get("x-hardened");
    assertThat(hardened.get("read_only").asBoolean()).isTrue();
    assertThat(hardened.get("cap_drop").toString()).isEqualTo("[\"ALL\"]");
    String text = Manifests.text(Path.of("docker-compose.yml"));
    assertThat(text).contains("x-worker: &worker\n  <<: *hardened\n");
    for (String service : List.of("server", "worker", "gpu-worker")) {
      assertThat(text).containsPattern("\n  " + service + ":\n    <<: \\*(hardened|worker)\n");
    }
  }
}
