package dev.accrue.problem;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// Values in bodies have the types that the description says. By itself Jackson takes "" for null,
/// `true` for the text "true", 1 for true, "12" for 12 and 0 for the first of an enumeration.
@Configuration(proxyBeanMethods = false)
class StrictBodies {

  @Bean
  JsonMapperBuilderCustomizer noCoercion() {
    return builder -> {
      builder.withCoercionConfigDefaults(config ->
          config
              .setAcceptBlankAsEmpty(false)
              .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
      refuse(
          builder,
          LogicalType.Textual,
          CoercionInputShape.Boolean,
          CoercionInputShape.Integer,
          CoercionInputShape.Float);
      refuse(
          builder,
          LogicalType.Boolean,
          CoercionInputShape.Integer,
          CoercionInputShape.Float,
          CoercionInputShape.String);
      refuse(builder, LogicalType.Integer, CoercionInputShape.String, CoercionInputShape.Float);
      // "NaN" and the infinities are looked at before.
      refuse(builder, LogicalType.Float, CoercionInputShape.String);
      builder.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    };
  }

  private static void refuse(
      JsonMapper.Builder builder, LogicalType type, CoercionInputShape... shapes) {
    builder.withCoercionConfig(
        type,
        config -> {
          for (CoercionInputShape shape : shapes) {
            config.setCoercion(shape, CoercionAction.Fail);
          }
        });
  }
}
