package dev.accrue.job.spec;

import dev.accrue.api.spec.InitialTake;
import dev.accrue.api.spec.InitialWeightsSpec;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `initialWeights`: exactly one of `checkpoint` and `weights`; `strict` is true and `take`
/// is `weights` by default.
final class InitialWeightsReader {

  static final Pattern MODEL_NAME = Pattern.compile("[a-z][a-z0-9._-]{0,62}");
  static final String MODEL_NAME_RULE =
      "the name of an uploaded file: up to 63 small letters, digits, points, underscores and"
          + " hyphens, a letter first";

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String UUID_RULE =
      "a checkpoint's id, as GET /api/v1/jobs/{id}/checkpoints lists it";

  private InitialWeightsReader() {}

  static @Nullable InitialWeightsSpec read(Fields job) {
    if (job.find("initialWeights") == null) {
      return null;
    }
    Fields fields = job.object("initialWeights");
    boolean fromCheckpoint = fields.find("checkpoint") != null;
    boolean fromWeights = fields.find("weights") != null;
    UUID checkpoint = fromCheckpoint ? checkpoint(fields) : null;
    String weights = fromWeights ? fields.text("weights", MODEL_NAME, MODEL_NAME_RULE, null) : null;
    boolean strict = fields.flag("strict", true);
    if (fromCheckpoint && fromWeights) {
      fields.refuse("weights", "weights come from a checkpoint already", "remove one of the two");
    }
    if (!fromCheckpoint && !fromWeights) {
      job.refuse(
          "initialWeights",
          "names neither a checkpoint nor weights",
          "write one of the two, or remove it to start from the seed");
    }
    InitialTake take =
        fields.choice(
            "take",
            Map.of("weights", InitialTake.WEIGHTS, "everything", InitialTake.EVERYTHING),
            InitialTake.WEIGHTS);
    if (take == InitialTake.EVERYTHING && !fromCheckpoint) {
      fields.refuse("take", "a file has no optimizer state to go on with", "write take: weights");
    }
    fields.done();
    return new InitialWeightsSpec(
        checkpoint, weights, strict, take == InitialTake.WEIGHTS ? null : take);
  }

  private static @Nullable UUID checkpoint(Fields fields) {
    String text = fields.text("checkpoint", UUID_TEXT, UUID_RULE, null);
    return fields.sound("checkpoint") ? UUID.fromString(text) : null;
  }
}
