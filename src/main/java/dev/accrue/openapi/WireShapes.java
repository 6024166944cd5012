package dev.accrue.openapi;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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

/// Schemas whose JSON has another shape than their Java types.
@SuppressWarnings({"rawtypes", "unchecked"}) // as swagger's model declares its schemas
final class WireShapes {

  static final String REF = "#/components/schemas/";

  private WireShapes() {}

  static void correct(Components components) {
    oneOf(components, OptimizerSpec.class);
    oneOf(components, ScheduleSpec.class);
    Map<String, Schema> training =
        Objects.requireNonNull(
                components.getSchemas().get("TrainingSpec"), "the API describes specs")
            .getProperties();
    training.put("optimizer", new Schema<>().$ref(REF + OptimizerSpec.class.getSimpleName()));
    training.put(
        "schedule",
        RecordSchemas.orNull(new Schema<>().$ref(REF + ScheduleSpec.class.getSimpleName())));
    textForNonFinite(components);
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
      composed.getAllOf().stream()
          .filter(part -> part.getProperties() != null)
          .forEach(part -> properties.putAll(part.getProperties()));
      List<String> required = new ArrayList<>(List.of(property));
      required.addAll(composed.getRequired());
      Schema<?> flat = new JsonSchema().typesItem("object");
      flat.setProperties(properties);
      flat.setRequired(required);
      components.addSchemas(name, flat);
      either.addOneOfItem(new Schema<>().$ref(REF + name));
      discriminator.mapping(subtype.name(), REF + name);
    }
    either.setDiscriminator(discriminator);
    components.addSchemas(type.getSimpleName(), either);
  }

  /// JSON has no NaN and no infinities, and curves do.
  private static void textForNonFinite(Components components) {
    Schema<?> series = components.getSchemas().get("SeriesView");
    if (series == null) {
      return;
    }
    Schema<Object> text = new JsonSchema().typesItem("string");
    text.setEnum(List.of("NaN", "Infinity", "-Infinity"));
    Schema<?> number = new JsonSchema().typesItem("number").format("double");
    Objects.requireNonNull(series.getProperties().get("values"), "a curve has values")
        .setItems(new JsonSchema().addOneOfItem(number).addOneOfItem(text));
  }
}
