package dev.accrue.api;

import java.util.Objects;

/// The version of Accrue that this process runs.
public final class AccrueVersion {

  private static final String VERSION =
      Objects.requireNonNullElse(
          AccrueVersion.class.getPackage().getImplementationVersion(), "development");

  private AccrueVersion() {}

  /// What the build wrote into the jar, such as `1.2.0`; `development` when run from classes.
  public static String current() {
    return VERSION;
  }
}
