package dev.accrue.problem;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How slowly requests may come.
///
/// @param grace for the body of a request, however small
/// @param bytesPerSecond of a body, in the long run
@Validated
@ConfigurationProperties("accrue.body")
record BodyProperties(
    @DefaultValue("30s") Duration grace, @DefaultValue("8192") @Min(1) int bytesPerSecond) {

  BodyProperties {
    if (!grace.isPositive()) {
      throw new IllegalArgumentException("accrue.body.grace must be positive, but is " + grace);
    }
  }
}
