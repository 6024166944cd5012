package dev.accrue.job.spec;

import dev.accrue.api.spec.InitialWeightsSpec;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `initialWeights`.
final class InitialWeightsReader {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,62}");

  private InitialWeightsReader() {}

  static @Nullable InitialWeightsSpec read(Fields job) {
    if (job.find("initialWeights") == null) {
      return null;
    }
    Fields fields = job.object("initialWeights");
    UUID checkpoint = fields.find("checkpoint") == null ? null : checkpoint(fields);
    String weights =
        fields.find("weights") == null
            ? null
            : fields.text("weights", NAME, "the name of an uploaded SAFETENSORS", null);
    boolean strict = fields.flag("strict", true);
    if (checkpoint != null && weights != null) {
      fields.refuse("weights", "cannot go with checkpoint", "keep one of the two");
    }
    if (fields.find("checkpoint") == null && fields.find("weights") == null) {
      job.refuse(
          "initialWeights",
          "names no weights",
          "write checkpoint or weights below it, or remove it");
    }
    fields.done();
    return new InitialWeightsSpec(checkpoint, weights, strict);
  }

  private static @Nullable UUID checkpoint(Fields fields) {
    String id = fields.text("checkpoint", ID, "the id of a checkpoint", null);
    return fields.sound("checkpoint") ? UUID.fromString(id) : null;
  }
}
