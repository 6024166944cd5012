package dev.accrue.secret;

import java.util.regex.Pattern;

/// How secrets are called within their team.
public final class SecretName {

  /// What all names match.
  public static final Pattern PATTERN = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

  /// The same in words.
  public static final String RULE =
      "1 to 63 small letters, digits, points, underscores and hyphens, a letter or digit first and last";

  private SecretName() {}
}
