package dev.accrue;

import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/// Turns housekeeping off. Spring Session enables scheduling for itself, and with it for everybody,
/// so it is not enough that `HousekeepingConfiguration` does not.
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "accrue.housekeeping.enabled", havingValue = false)
class NoHousekeepingConfiguration {

  @Bean
  static BeanDefinitionRegistryPostProcessor nothingScheduled() {
    return registry -> {
      String processor = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME;
      if (registry.containsBeanDefinition(processor)) {
        registry.removeBeanDefinition(processor);
      }
    };
  }
}
