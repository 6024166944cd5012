package dev.accrue.api.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which data set, which of its splits, and how samples become what a model sees.
///
/// @param dataset a data set's name in the catalogue
/// @param trainSplit the split that is trained on
/// @param validationSplit the split that is measured after each epoch; with `validationFraction`
///   the same as `trainSplit`
/// @param validationFraction share of the training split that is held out, drawn by the job's seed;
///   null where `validationSplit` is a split of its own
/// @param features names of the columns or arrays that the model sees; null for all but the targets
/// @param target name of the column or array to predict, unless a task names its own; null for the
///   data set's own
/// @param image null for images as they are
/// @param text null for anything but text
/// @param standardizeTarget whether numbers to predict in a table are standardised: the loss then
///   sees `(y - mean) / deviation` of the trained rows, and `mae` is in the target's own units;
///   null for no
public record DataSpec(
    String dataset,
    String trainSplit,
    String validationSplit,
    @Nullable Double validationFraction,
    @Nullable List<String> features,
    @Nullable String target,
    @Nullable ImageSpec image,
    @Nullable TextSpec text,
    @Nullable Boolean standardizeTarget) {

  public DataSpec {
    features = features == null ? null : List.copyOf(features);
  }

  /// Everything as the data set has it.
  public DataSpec(String dataset, String trainSplit, String validationSplit) {
    this(dataset, trainSplit, validationSplit, null, null, null, null, null, null);
  }

  /// How many of the training split's samples `validationFraction` holds out: the fraction of them,
  /// rounded down.
  public long heldOutOf(long samples) {
    return validationFraction == null ? 0 : (long) Math.floor(validationFraction * samples);
  }
}
