package dev.accrue.openapi;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Says of records what their types say: every component is there, except that those marked
/// `@Nullable` may be null, which is the same as missing.
@Component
class RecordSchemas implements ModelConverter {

  private static final String NULL = "null";

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    if (!chain.hasNext()) {
      return null;
    }
    Schema<?> schema = chain.next().resolve(type, context, chain);
    JavaType java = Json.mapper().constructType(type.getType());
    if (java != null && java.getRawClass().isRecord()) {
      Schema<?> model = context.getDefinedModels().get(java.getRawClass().getSimpleName());
      if (model != null && model.getProperties() != null) {
        describe(java.getRawClass(), model);
      }
    }
    return schema;
  }

  @SuppressWarnings("rawtypes") // as Schema declares its properties
  private static void describe(Class<?> type, Schema<?> model) {
    Map<String, Schema> properties = model.getProperties();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Schema<?> property = properties.get(component.getName());
      if (property == null) {
        continue;
      }
      if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        properties.put(component.getName(), orNull(property));
      } else {
        required.add(component.getName());
      }
    }
    model.setRequired(required);
  }

  /// A schema's values and null.
  static Schema<?> orNull(Schema<?> schema) {
    if (schema.get$ref() != null || schema.getOneOf() != null) {
      Schema<?> nothing = new JsonSchema();
      nothing.setTypes(Set.of(NULL));
      Schema<?> either = new JsonSchema();
      either.setAnyOf(Arrays.asList(schema, nothing));
      return either;
    }
    if (schema.getTypes() != null) {
      Set<String> types = new LinkedHashSet<>(schema.getTypes());
      types.add(NULL);
      schema.setTypes(types);
    }
    return schema;
  }
}
