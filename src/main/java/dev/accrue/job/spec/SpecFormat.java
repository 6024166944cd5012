package dev.accrue.job.spec;

/// The languages that specs are written in.
public enum SpecFormat {
  /// RFC 8259.
  JSON,
  /// YAML 1.2 without anchors and aliases.
  YAML
}
