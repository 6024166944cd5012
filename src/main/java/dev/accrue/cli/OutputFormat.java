package dev.accrue.cli;

/// How an answer is shown.
enum OutputFormat {
  /// For people.
  TABLE,
  /// As the server answers it.
  JSON,
  /// The same in YAML.
  YAML
}
