package dev.accrue.team;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// A bearer secret of 256 random bits. Only its hash is stored; a fast hash will do, because there
/// is nothing to guess.
///
/// @param secret what the holder sends; shown once
public record Token(String secret) {

  /// What API tokens begin with, so that people and scanners know one when they see it.
  public static final String API_PREFIX = "accrue_";

  /// What worker tokens begin with.
  public static final String WORKER_PREFIX = "accrue_worker_";

  /// What lease tokens begin with.
  public static final String LEASE_PREFIX = "accrue_lease_";

  /// What tokens for reading the platform's metrics begin with.
  static final String METRICS_PREFIX = "accrue_metrics_";

  /// What the tokens of modules' trials begin with.
  public static final String CHECK_PREFIX = "accrue_check_";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 32;
  private static final int CONFIGURED_LENGTH = 43;

  /// A new token.
  public static Token generate(String prefix) {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return new Token(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// A token that an operator made up, of as much randomness as the platform's own.
  ///
  /// @param setting where it was configured
  /// @throws IllegalStateException when it is too short or begins otherwise
  static Token configured(String setting, String secret, String prefix) {
    if (!secret.startsWith(prefix) || secret.length() < prefix.length() + CONFIGURED_LENGTH) {
      throw new IllegalStateException(
          "%s has to be %s and at least %d random characters after it; `openssl rand -hex 32` makes some"
              .formatted(setting, prefix, CONFIGURED_LENGTH));
    }
    return new Token(secret);
  }

  /// The SHA-256 of a token as it was sent, by which it is looked up.
  public static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// This token's hash.
  public byte[] hash() {
    return hash(secret);
  }

  /// Keeps the secret out of logs.
  @Override
  public String toString() {
    return "Token[…]";
  }
}
