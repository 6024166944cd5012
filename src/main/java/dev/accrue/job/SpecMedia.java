package dev.accrue.job;

import dev.accrue.job.spec.SpecFormat;
import org.springframework.http.MediaType;

/// The media types of specs.
final class SpecMedia {

  static final String YAML = "application/yaml";
  static final String OLD_YAML = "application/x-yaml";
  static final String TEXT_YAML = "text/yaml";

  private SpecMedia() {}

  static SpecFormat format(MediaType type) {
    return type.isCompatibleWith(MediaType.APPLICATION_JSON) ? SpecFormat.JSON : SpecFormat.YAML;
  }
}
