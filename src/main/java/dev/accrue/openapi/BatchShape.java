package dev.accrue.openapi;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;

/// `BatchSpec`, which writes its own JSON: a number or stages, a number or `auto`.
@SuppressWarnings({"rawtypes", "unchecked"}) // as swagger declares its schemas
final class BatchShape {

  static final String NAME = BatchSpec.class.getSimpleName();
  static final String STAGE = BatchStage.class.getSimpleName();

  private static final String EFFECTIVE = "effective";

  private BatchShape() {}

  static Schema<?> whole() {
    Schema<?> stages =
        new JsonSchema()
            .typesItem("array")
            .items(new Schema<>().$ref(WireShapes.REF + STAGE))
            .minItems(1);
    Schema<Object> auto = new JsonSchema().typesItem("string");
    auto.setConst("auto");
    Schema<?> batch = new JsonSchema().typesItem("object");
    batch.addProperty(
        EFFECTIVE, new JsonSchema().addOneOfItem(count("int32")).addOneOfItem(stages));
    batch.addProperty("micro", new JsonSchema().addOneOfItem(count("int32")).addOneOfItem(auto));
    batch.setRequired(List.of(EFFECTIVE, "micro"));
    return batch;
  }

  static Schema<?> stage() {
    Schema<?> stage = new JsonSchema().typesItem("object");
    stage.addProperty("fromOptimizerStep", count("int64"));
    stage.addProperty(EFFECTIVE, count("int32"));
    stage.setRequired(List.of("fromOptimizerStep", EFFECTIVE));
    return stage;
  }

  private static Schema<?> count(String format) {
    return new JsonSchema().typesItem("integer").format(format);
  }
}
