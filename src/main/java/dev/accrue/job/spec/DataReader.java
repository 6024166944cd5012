package dev.accrue.job.spec;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.ImageSpec;
import dev.accrue.api.spec.TextSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `data`.
final class DataReader {

  private static final Pattern DATASET = Pattern.compile("[a-z][a-z0-9._-]{0,62}");
  private static final Pattern SPLIT = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern COLUMN = Pattern.compile("[^\\p{Cntrl}]{1,200}");
  private static final String COLUMN_RULE = "the name of a column, 1 to 200 characters";

  private static final int MAX_FEATURES = 10_000;
  private static final int MAX_PIXELS = 4096;
  private static final int MAX_CROP_PADDING = 256;
  private static final int BYTES_VOCABULARY = 256;
  private static final int MAX_VOCABULARY = 65_536;
  private static final int MAX_SEQUENCE = 65_536;

  private DataReader() {}

  static DataSpec read(Fields fields) {
    String dataset = fields.text("dataset", DATASET, "the name of a data set, such as mnist", null);
    String train = fields.text("trainSplit", SPLIT, "the name of a split, such as train", "train");
    Double fraction = fraction(fields);
    String validation =
        fields.text(
            "validationSplit",
            SPLIT,
            "the name of a split, such as test",
            fraction == null ? "test" : train);
    if (fraction != null
        && fields.sound("trainSplit", "validationSplit")
        && !validation.equals(train)) {
      fields.refuse(
          "validationSplit",
          "cannot go with validationFraction, which holds out a part of " + train,
          "remove one of the two");
    }
    DataSpec spec =
        new DataSpec(
            dataset,
            train,
            validation,
            fraction,
            features(fields),
            fields.find("target") == null ? null : fields.text("target", COLUMN, COLUMN_RULE, null),
            image(fields),
            text(fields),
            fields.flagOrNull("standardizeTarget"));
    fields.done();
    return spec;
  }

  private static @Nullable Double fraction(Fields fields) {
    return fields.find("validationFraction") == null
        ? null
        : fields.number("validationFraction", Interval.above(0, 0.9), null);
  }

  private static @Nullable List<String> features(Fields fields) {
    JsonNode value = fields.find("features");
    if (value == null) {
      return null;
    }
    Set<String> names = new LinkedHashSet<>();
    boolean sound = value.isArray() && !value.isEmpty() && value.size() <= MAX_FEATURES;
    for (JsonNode name : sound ? new ArrayList<>(value.values()) : List.<JsonNode>of()) {
      sound &=
          name.isString()
              && COLUMN.matcher(name.asString()).matches()
              && names.add(name.asString());
    }
    if (!sound) {
      String rule = "a list of 1 to %,d different names of columns".formatted(MAX_FEATURES);
      fields.refuse("features", "is not " + rule, "write " + rule + ", such as [age, height]");
    }
    return List.copyOf(names);
  }

  private static @Nullable ImageSpec image(Fields data) {
    if (data.find("image") == null) {
      return null;
    }
    Fields fields = data.object("image");
    ImageSpec spec =
        new ImageSpec(
            pixels(fields, "height"),
            pixels(fields, "width"),
            fields.integer("cropPadding", 0, MAX_CROP_PADDING, 0),
            fields.flag("flip", false),
            fields.flag("normalize", true));
    if (fields.sound("height", "width") && (spec.height() == null) != (spec.width() == null)) {
      String missing = spec.height() == null ? "height" : "width";
      data.refuse("image", "has no " + missing, "write both height and width, or neither");
    }
    fields.done();
    return spec;
  }

  private static @Nullable Integer pixels(Fields fields, String name) {
    return fields.find(name) == null ? null : fields.integer(name, 1, MAX_PIXELS, null);
  }

  private static @Nullable TextSpec text(Fields data) {
    if (data.find("text") == null) {
      return null;
    }
    Fields fields = data.object("text");
    TextSpec.Tokenizer tokenizer =
        fields.choice(
            "tokenizer",
            Map.of("bytes", TextSpec.Tokenizer.BYTES, "bpe", TextSpec.Tokenizer.BPE),
            TextSpec.Tokenizer.BYTES);
    int vocabulary =
        switch (tokenizer) {
          case BYTES ->
              fields.integer("vocabulary", BYTES_VOCABULARY, BYTES_VOCABULARY, BYTES_VOCABULARY);
          case BPE -> fields.integer("vocabulary", BYTES_VOCABULARY, MAX_VOCABULARY, 4096);
        };
    TextSpec spec =
        new TextSpec(tokenizer, vocabulary, fields.integer("sequenceLength", 1, MAX_SEQUENCE, 256));
    fields.done();
    return spec;
  }
}
