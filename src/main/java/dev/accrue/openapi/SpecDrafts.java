package dev.accrue.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Describes the specs that people send, in which most fields may be left out, beside those that
/// they get back, in which every field is filled in. The schemas are the same otherwise.
final class SpecDrafts {

  private static final String DRAFT = "Draft";

  /// The fields of each part that have no default.
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("JobSpec", List.of("apiVersion", "name", "model", "data", "training")),
          Map.entry("ModelSpec", List.of()),
          Map.entry("Mlp", List.of("architecture")),
          Map.entry("Cnn", List.of("architecture", "channels")),
          Map.entry("ResNet", List.of("architecture", "depth")),
          Map.entry("Vit", List.of("architecture", "patch")),
          Map.entry("TransformerLm", List.of("architecture")),
          Map.entry("Lstm", List.of("architecture")),
          Map.entry("Gru", List.of("architecture")),
          Map.entry("Layers", List.of("architecture", "layers")),
          Map.entry("TorchScript", List.of("architecture", "module")),
          Map.entry("None", List.of("architecture")),
          Map.entry("LayerSpec", List.of("type")),
          Map.entry("DataSpec", List.of("dataset")),
          Map.entry("ImageSpec", List.of()),
          Map.entry("TextSpec", List.of()),
          Map.entry("TrainingSpec", List.of("batch")),
          Map.entry("BatchSpec", List.of("effective")),
          Map.entry("LossSpec", List.of()),
          Map.entry("CrossEntropy", List.of("name")),
          Map.entry("TokenCrossEntropy", List.of("name")),
          Map.entry("BinaryCrossEntropy", List.of("name")),
          Map.entry("MeanSquaredError", List.of("name")),
          Map.entry("MeanAbsoluteError", List.of("name")),
          Map.entry("Huber", List.of("name")),
          Map.entry("Contrastive", List.of("name")),
          Map.entry("TaskSpec", List.of("name")),
          Map.entry("ParameterGroupSpec", List.of("match")),
          Map.entry("EmaSpec", List.of("decay")),
          Map.entry("Beta2ScalingSpec", List.of("name")),
          Map.entry("CheckpointSpec", List.of()),
          Map.entry("RetrySpec", List.of()),
          Map.entry("InitialWeightsSpec", List.of()),
          Map.entry("ResourceSpec", List.of()),
          Map.entry("SchedulingSpec", List.of()),
          Map.entry("EnvironmentValue", List.of()),
          Map.entry("OptimizerSpec", List.of()),
          Map.entry("Sgd", List.of("name")),
          Map.entry("Adam", List.of("name")),
          // Which optimizer it is where none is named.
          Map.entry("AdamW", List.of()),
          Map.entry("RmsProp", List.of("name")),
          Map.entry("Adagrad", List.of("name")),
          Map.entry("Lamb", List.of("name")),
          Map.entry("Lion", List.of("name")),
          Map.entry("ScheduleSpec", List.of()),
          Map.entry("ConstantSchedule", List.of("name")),
          Map.entry("CosineSchedule", List.of("name")),
          Map.entry("LinearSchedule", List.of("name")),
          Map.entry("StepSchedule", List.of("name", "everyOptimizerSteps")),
          Map.entry("OneCycleSchedule", List.of("name")));

  private SpecDrafts() {}

  @SuppressWarnings("rawtypes") // as Components declares its schemas
  static void addTo(OpenAPI api) {
    Map<String, Schema> schemas = api.getComponents().getSchemas();
    REQUIRED.forEach((name, required) -> {
      Schema<?> schema = schemas.get(name);
      if (schema == null) {
        throw new IllegalStateException("the API describes no " + name);
      }
      api.getComponents().addSchemas(name + DRAFT, draft(schema, required));
    });
    Schema<?> draft = new Schema<>().$ref(WireShapes.REF + "JobSpec" + DRAFT);
    for (String path : List.of("/api/v1/jobs", "/api/v1/plans")) {
      Objects.requireNonNull(api.getPaths().get(path), path).getPost().setRequestBody(body(draft));
    }
  }

  private static RequestBody body(Schema<?> draft) {
    return new RequestBody()
        .required(true)
        .content(
            new Content()
                .addMediaType("application/json", new MediaType().schema(draft))
                .addMediaType(
                    "application/yaml",
                    new MediaType().schema(new JsonSchema().typesItem("string"))));
  }

  private static Schema<?> draft(Schema<?> schema, List<String> required) {
    try {
      String json = Json31.mapper().writeValueAsString(schema);
      for (String name : REQUIRED.keySet()) {
        json =
            json.replace(
                '"' + WireShapes.REF + name + '"', '"' + WireShapes.REF + name + DRAFT + '"');
      }
      Schema<?> draft = Json31.mapper().readValue(json, JsonSchema.class);
      draft.setRequired(required.isEmpty() ? null : required);
      letNullBeMissing(draft, required);
      return draft;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema is JSON", e);
    }
  }

  /// A field with a default that is sent as null has its default. What says which of several
  /// schemas it is may be missing, but nothing else.
  @SuppressWarnings({"rawtypes", "unchecked"}) // as Schema declares its properties
  private static void letNullBeMissing(Schema<?> draft, List<String> required) {
    Map<String, Schema> properties = draft.getProperties();
    if (properties != null) {
      properties.replaceAll((name, property) ->
          required.contains(name) || property.getConst() != null
              ? property
              : RecordSchemas.orNull(property));
    }
  }
}
