package dev.accrue.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.ScheduleSpec;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

@TestServer
class ApiDescriptionTest {

  private static final Path FILE = Path.of("docs/openapi.json");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Autowired private HttpClients clients;

  /// With `-Dopenapi.update=true` it writes the file instead.
  @Test
  void theFileDescribesWhatTheServerDoes() throws IOException {
    TestHttp.Answer answer = clients.anonymous().get("/v3/api-docs");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    if (Boolean.getBoolean("openapi.update")) {
      Files.writeString(FILE, JSON.writeValueAsString(answer.json()) + "\n");
    }
    List<String> file = Files.readString(FILE).lines().toList();
    List<String> server = JSON.writeValueAsString(answer.json()).lines().toList();
    assertThat(firstDifference(file, server))
        .as("docs/openapi.json is out of date; write it anew with -Dopenapi.update=true")
        .isEmpty();
  }

  private static String firstDifference(List<String> file, List<String> server) {
    for (int i = 0; i < Math.max(file.size(), server.size()); i++) {
      String ours = i < file.size() ? file.get(i) : "its end";
      String theirs = i < server.size() ? server.get(i) : "its end";
      if (!ours.equals(theirs)) {
        return "line %d of the file is %s and the server says %s".formatted(i + 1, ours, theirs);
      }
    }
    return "";
  }

  @Test
  void onlyFieldsThatMayBeNullMayBeMissing() {
    JsonNode schemas = schemas();

    JsonNode job = schemas.get("JobView");
    assertThat(job.get("required").valueStream().map(JsonNode::asString))
        .contains("id", "state", "spec", "optimizerStep")
        .doesNotContain("startedAt", "trainLoss", "failureCause");
    assertThat(types(job, "startedAt")).containsExactlyInAnyOrder("string", "null");
    assertThat(types(job, "createdAt")).containsExactly("string");
    assertThat(schemas.get("JobEventView").get("properties").get("from").get("anyOf")).hasSize(2);
  }

  @Test
  void aSpecThatIsSentMayLeaveOutWhatHasADefault() {
    JsonNode schemas = schemas();

    assertThat(schemas.get("BatchSpecDraft").get("required").toString())
        .isEqualTo("[\"effective\"]");
    assertThat(schemas.get("BatchSpec").get("required")).hasSize(2);
    assertThat(
            schemas.get("TrainingSpecDraft").get("properties").get("batch").get("$ref").asString())
        .isEqualTo("#/components/schemas/BatchSpecDraft");
  }

  @Test
  void aBatchIsANumberOrStagesAndAMicroBatchANumberOrAuto() {
    JsonNode batch = schemas().get("BatchSpec").get("properties");

    assertThat(batch.get("effective").get("oneOf").get(0).get("type").asString())
        .isEqualTo("integer");
    assertThat(batch.get("effective").get("oneOf").get(1).get("items").get("$ref").asString())
        .isEqualTo("#/components/schemas/BatchStage");
    assertThat(batch.get("micro").get("oneOf").get(1).get("const").asString()).isEqualTo("auto");
  }

  @Test
  void everySealedPartOfASpecIsOneOfItsRecords() {
    JsonNode schemas = schemas();

    for (Class<?> type :
        List.of(ModelSpec.class, LossSpec.class, OptimizerSpec.class, ScheduleSpec.class)) {
      JsonTypeInfo named = type.getAnnotation(JsonTypeInfo.class);
      JsonSubTypes.Type[] subtypes = type.getAnnotation(JsonSubTypes.class).value();
      assertThat(schemas.get(type.getSimpleName()).get("oneOf")).hasSize(subtypes.length);
      for (JsonSubTypes.Type subtype : subtypes) {
        JsonNode record = schemas.get(subtype.value().getSimpleName());
        assertThat(record.get("properties").get(named.property()).get("const").asString())
            .isEqualTo(subtype.name());
        assertThat(record.get("required").valueStream().map(JsonNode::asString))
            .contains(named.property());
      }
    }
    assertThat(schemas.get("JobSpec").get("properties").get("model").get("$ref").asString())
        .isEqualTo("#/components/schemas/ModelSpec");
    assertThat(schemas.get("TaskSpecDraft").get("properties").get("head").toString())
        .contains("#/components/schemas/ModelSpecDraft");
  }

  @Test
  void anOptimizerIsKnownByItsName() {
    JsonNode schemas = schemas();

    assertThat(schemas.get("AdamW").get("properties").get("name").get("const").asString())
        .isEqualTo("adamw");
    assertThat(schemas.get("SgdDraft").get("required").toString()).isEqualTo("[\"name\"]");
  }

  /// What a person reads who opens the description in a browser.
  @Test
  void everyOperationSaysWhatItDoesAndBelongsToACollection() {
    JsonNode paths = clients.anonymous().get("/v3/api-docs").json().get("paths");

    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      assertThat(path.getValue().valueStream())
          .as(path.getKey())
          .allSatisfy(operation -> {
            assertThat(operation.path("summary").asString("")).isNotBlank().doesNotContain("\n");
            assertThat(operation.path("description").asString("")).doesNotContain("\n");
            assertThat(operation.path("tags").toString())
                .isEqualTo("[\"" + path.getKey().split("/", 5)[3] + "\"]");
          });
    }
  }

  private JsonNode schemas() {
    return clients.anonymous().get("/v3/api-docs").json().get("components").get("schemas");
  }

  private static List<String> types(JsonNode schema, String property) {
    JsonNode type = schema.get("properties").get(property).get("type");
    return type.isString()
        ? List.of(type.asString())
        : type.valueStream().map(JsonNode::asString).toList();
  }
}
