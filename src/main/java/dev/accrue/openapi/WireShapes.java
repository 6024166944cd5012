package dev.accrue.openapi;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.accrue.api.job.CurveView;
import dev.accrue.api.job.SeriesView;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.ScheduleSpec;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Schemas whose JSON has another shape than their Java types.
@SuppressWarnings({"rawtypes", "unchecked"}) // as swagger's model declares its schemas
final class WireShapes {

  static final String REF = "#/components/schemas/";

  private static final List<Class<?>> SEALED =
      List.of(ModelSpec.class, LossSpec.class, OptimizerSpec.class, ScheduleSpec.class);

  private WireShapes() {}

  static void correct(Components components) {
    SEALED.forEach(type -> oneOf(components, type));
    components.addSchemas(BatchShape.NAME, BatchShape.whole());
    components.addSchemas(BatchShape.STAGE, BatchShape.stage());
    refer(components, "JobSpec", "model", ModelSpec.class.getSimpleName(), false);
    refer(components, "TaskSpec", "loss", LossSpec.class.getSimpleName(), true);
    refer(components, "TaskSpec", "head", ModelSpec.class.getSimpleName(), true);
    String training = "TrainingSpec";
    refer(components, training, "batch", BatchShape.NAME, false);
    refer(components, training, "optimizer", OptimizerSpec.class.getSimpleName(), false);
    refer(components, training, "schedule", ScheduleSpec.class.getSimpleName(), true);
    refer(components, training, "loss", LossSpec.class.getSimpleName(), true);
    textForNonFinite(components);
  }

  private static void refer(
      Components components, String schema, String property, String to, boolean nullable) {
    Schema<?> reference = new Schema<>().$ref(REF + to);
    Objects.requireNonNull(components.getSchemas().get(schema), "the API describes specs")
        .getProperties()
        .put(property, nullable ? RecordSchemas.orNull(reference) : reference);
  }

  /// A sealed type as one of its records, each with its name as a constant.
  private static void oneOf(Components components, Class<?> type) {
    String property = type.getAnnotation(JsonTypeInfo.class).property();
    Discriminator discriminator = new Discriminator().propertyName(property);
    Schema<?> either = new JsonSchema();
    for (JsonSubTypes.Type subtype : type.getAnnotation(JsonSubTypes.class).value()) {
      String name = subtype.value().getSimpleName();
      Schema<?> composed =
          Objects.requireNonNull(components.getSchemas().get(name), "the API describes specs");
      Schema<?> constant = new JsonSchema().typesItem("string");
      constant.setConst(subtype.name());
      Map<String, Schema> properties = new LinkedHashMap<>();
      properties.put(property, constant);
      List<String> required = new ArrayList<>(List.of(property));
      parts(composed)
          .forEach(part -> {
            properties.putAll(Objects.requireNonNullElse(part.getProperties(), Map.of()));
            required.addAll(Objects.requireNonNullElse(part.getRequired(), List.of()));
          });
      Schema<?> flat = new JsonSchema().typesItem("object");
      flat.setProperties(properties);
      flat.setRequired(required);
      flat.setDescription(
          parts(composed)
              .map(Schema::getDescription)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null));
      components.addSchemas(name, flat);
      either.addOneOfItem(new Schema<>().$ref(REF + name));
      discriminator.mapping(subtype.name(), REF + name);
    }
    either.setDiscriminator(discriminator);
    components.addSchemas(type.getSimpleName(), either);
  }

  /// What a record says beside its type's name: springdoc composes it, but not where it is empty.
  private static Stream<Schema> parts(Schema<?> composed) {
    return Stream.concat(
        Stream.of(composed),
        Objects.requireNonNullElse(composed.getAllOf(), List.<Schema>of()).stream());
  }

  /// JSON has no NaN and no infinities, and curves do.
  private static void textForNonFinite(Components components) {
    Schema<Object> text = new JsonSchema().typesItem("string");
    text.setEnum(List.of("NaN", "Infinity", "-Infinity"));
    for (Class<?> type : List.of(SeriesView.class, CurveView.class)) {
      items(components, type, "values", new JsonSchema().addOneOfItem(number()).addOneOfItem(text));
    }
    for (String column : List.of("means", "minimums", "maximums")) {
      items(components, CurveView.class, column, RecordSchemas.orNull(number()));
    }
  }

  private static Schema<?> number() {
    return new JsonSchema().typesItem("number").format("double");
  }

  private static void items(Components components, Class<?> type, String column, Schema<?> items) {
    Schema<?> schema =
        Objects.requireNonNull(
            components.getSchemas().get(type.getSimpleName()), "the API describes curves");
    Objects.requireNonNull(schema.getProperties().get(column), "a curve has columns")
        .setItems(items);
  }
}
