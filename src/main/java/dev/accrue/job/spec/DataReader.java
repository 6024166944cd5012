package dev.accrue.job.spec;

import dev.accrue.api.spec.DataSpec;
import java.util.regex.Pattern;

/// Reads `data`.
final class DataReader {

  private static final Pattern DATASET = Pattern.compile("[a-z][a-z0-9._-]{0,62}");
  private static final Pattern SPLIT = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private DataReader() {}

  static DataSpec read(Fields fields) {
    DataSpec spec =
        new DataSpec(
            fields.text("dataset", DATASET, "the name of a data set, such as mnist", null),
            fields.text("trainSplit", SPLIT, "the name of a split, such as train", "train"),
            fields.text("validationSplit", SPLIT, "the name of a split, such as test", "test"));
    fields.done();
    return spec;
  }
}
