package dev.accrue.scheduling;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// Whether jobs are placed on workers that are there, which is the default.
final class OnWorkers implements Condition {

  private static final String SETTING = "accrue.placement";

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    String placement = context.getEnvironment().getProperty(SETTING, "workers");
    return switch (placement) {
      case "workers" -> true;
      case "kubernetes" -> false;
      default ->
          throw new IllegalStateException(
              "%s is %s; say workers or kubernetes".formatted(SETTING, placement));
    };
  }
}
