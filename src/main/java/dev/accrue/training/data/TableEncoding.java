package dev.accrue.training.data;

import java.util.List;

/// How the columns of a table become features and targets.
record TableEncoding(List<Feature> features, List<Target> targets) {

  /// A column to learn from.
  record Feature(String column, ColumnEncoding encoding) {}

  /// A column to predict.
  record Target(String column, TargetEncoding encoding) {}

  TableEncoding {
    features = List.copyOf(features);
    targets = List.copyOf(targets);
  }

  /// How many features all columns have.
  int width() {
    return features.stream().mapToInt(feature -> feature.encoding().width()).sum();
  }
}
