package dev.accrue.api.team;

/// How the things of this package may be called.
final class Names {

  static final String USER = "[a-z][a-z0-9._-]{0,38}";
  static final String USER_MESSAGE =
      "is not 1 to 39 lower-case letters, digits, points, underscores and hyphens, a letter first";
  static final String TEAM = "[a-z][a-z0-9-]{0,38}";
  static final String TEAM_MESSAGE =
      "is not 1 to 39 lower-case letters, digits and hyphens, a letter first";

  private Names() {}
}
