package dev.accrue.job.spec;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.TextSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.dataset.Dataset;
import java.util.Set;

/// Whether `data` goes with what the catalogue says of the data set, and what is then trained on.
final class DataFit {

  /// Formats whose parts have names: columns, or arrays of an archive.
  private static final Set<String> NAMED = Set.of("CSV", "PARQUET", "JSON_LINES", "NPZ");

  private static final String TEXT = "TEXT";
  private static final Set<String> WITH_TEXT = Set.of(TEXT, "JSON_LINES", "CSV", "PARQUET");
  private static final int IMAGE_RANK = 2;

  private final DataSpec spec;
  private final Dataset dataset;
  private final Violations violations;

  DataFit(DataSpec spec, Dataset dataset, Violations violations) {
    this.spec = spec;
    this.dataset = dataset;
    this.violations = violations;
  }

  /// The split that is trained on, without what `validationFraction` holds out, in samples as
  /// training counts them.
  Dataset.Split trained(Dataset.Split split, TrainingSpec training) {
    checkNames();
    if (spec.image() != null && !isImages(split)) {
      refuse("data.image", "%s holds no images".formatted(dataset.name()), "remove data.image");
    }
    checkText(training);
    long samples = samples(split);
    long heldOut = spec.heldOutOf(samples);
    if (spec.validationFraction() != null && (heldOut == 0 || heldOut == samples)) {
      refuse(
          "data.validationFraction",
          "holds out %d of %d samples".formatted(heldOut, samples),
          "write a fraction that leaves samples on both sides");
    }
    return new Dataset.Split(split.name(), Math.max(1, samples - heldOut), split.sampleShape());
  }

  private void checkNames() {
    if (NAMED.contains(dataset.format())) {
      return;
    }
    String message =
        "%s, in the format %s, has no names".formatted(dataset.name(), dataset.format());
    if (spec.features() != null) {
      refuse("data.features", message, "remove data.features");
    }
    if (spec.target() != null) {
      refuse("data.target", message, "remove data.target");
    }
  }

  private boolean isImages(Dataset.Split split) {
    return dataset.format().equals("IMAGES_ZIP") || split.sampleShape().size() >= IMAGE_RANK;
  }

  private void checkText(TrainingSpec training) {
    TextSpec text = spec.text();
    if (text == null && dataset.format().equals(TEXT)) {
      refuse(
          "data.text",
          "%s is text, and nothing says how it becomes tokens".formatted(dataset.name()),
          "write data.text.tokenizer and data.text.sequenceLength");
    }
    if (text != null && !WITH_TEXT.contains(dataset.format())) {
      refuse("data.text", "%s holds no text".formatted(dataset.name()), "remove data.text");
    }
    if (text != null
        && text.tokenizer() == TextSpec.Tokenizer.BPE
        && dataset.format().equals(TEXT)
        && training.optimizerSteps() == null) {
      refuse(
          "training.epochs",
          "how many tokens an epoch has is known only when the tokenizer bpe has been trained",
          "write training.optimizerSteps instead");
    }
  }

  /// A text is cut into windows of `sequenceLength + 1` tokens: each token but a window's last is
  /// an input, each but its first a target.
  private long samples(Dataset.Split split) {
    TextSpec text = spec.text();
    return text == null || !dataset.format().equals(TEXT)
        ? split.samples()
        : split.samples() / (text.sequenceLength() + 1L);
  }

  private void refuse(String field, String message, String fix) {
    violations.add(field, null, message, fix);
  }
}
