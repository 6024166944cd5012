package dev.accrue.job.spec;

import dev.accrue.api.spec.EnvironmentValue;
import dev.accrue.secret.SecretName;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `environment`: by name either text or `{secret: NAME}`; canonical specs say text as
/// `{value: TEXT}`.
final class EnvironmentReader {

  static final int MAX_VARIABLES = 32;
  static final int MAX_CHARACTERS = 2_000;

  private static final Pattern TEXT = Pattern.compile("\\P{Cntrl}{0,%d}".formatted(MAX_CHARACTERS));
  private static final String TEXT_RULE =
      "text of at most 2,000 characters on one line; numbers and true or false in quotes";

  private EnvironmentReader() {}

  static @Nullable Map<String, EnvironmentValue> read(Fields job) {
    if (job.find("environment") == null) {
      return null;
    }
    Fields fields = job.object("environment");
    if (fields.names().size() > MAX_VARIABLES) {
      job.refuse(
          "environment",
          "has more than %d variables".formatted(MAX_VARIABLES),
          "remove some of them");
      return null;
    }
    Map<String, EnvironmentValue> environment = new TreeMap<>();
    for (String name : fields.names()) {
      read(fields, name).ifPresent(value -> environment.put(name, value));
    }
    return environment.isEmpty() ? null : environment;
  }

  private static Optional<EnvironmentValue> read(Fields fields, String name) {
    if (!EnvironmentNames.PATTERN.matcher(name).matches()) {
      fields.refuseName(name, "is not " + EnvironmentNames.RULE, "write " + EnvironmentNames.RULE);
      return Optional.empty();
    }
    Optional<String> objection = EnvironmentNames.objection(name);
    if (objection.isPresent()) {
      fields.refuse(
          name,
          objection.get(),
          "remove it; of the libraries' variables there are " + EnvironmentNames.tuning());
      return Optional.empty();
    }
    JsonNode value = fields.find(name);
    if (value == null || value.isString()) {
      return Optional.of(EnvironmentValue.ofText(fields.text(name, TEXT, TEXT_RULE, null)));
    }
    Fields inner = fields.object(name);
    EnvironmentValue read =
        inner.find("value") == null
            ? EnvironmentValue.ofSecret(
                inner.text("secret", SecretName.PATTERN, SecretName.RULE, null))
            : EnvironmentValue.ofText(inner.text("value", TEXT, TEXT_RULE, null));
    if (read.value() != null) {
      inner.refuseIfSet("secret", "does not go with a value", "remove one of the two");
    }
    inner.done();
    return Optional.of(read);
  }
}
