package dev.accrue.fleet;

import dev.accrue.api.worker.Heartbeat;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;

/// Workers and trainers may be of a later release than the server, while an installation is
/// upgraded or after one server of it was not: what they say beyond what this server knows is
/// passed over, and their attempts go on. People get told of what they mistyped.
@Configuration(proxyBeanMethods = false)
class NewerWorkers {

  private static final String PROTOCOL = Heartbeat.class.getPackageName();

  @Bean
  JsonMapperBuilderCustomizer passOverWhatOnlyNewerServersKnow() {
    return builder -> builder.addHandler(new PassOver());
  }

  private static final class PassOver extends DeserializationProblemHandler {

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        ValueDeserializer<?> deserializer,
        @Nullable Object beanOrClass,
        String propertyName) {
      if (beanOrClass == null || !typeOf(beanOrClass).getPackageName().equals(PROTOCOL)) {
        return false;
      }
      parser.skipChildren();
      return true;
    }

    private static Class<?> typeOf(Object beanOrClass) {
      return beanOrClass instanceof Class<?> type ? type : beanOrClass.getClass();
    }
  }
}
