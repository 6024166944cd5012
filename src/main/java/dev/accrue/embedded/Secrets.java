package dev.accrue.embedded;

import java.security.SecureRandom;
import java.util.Base64;

/// Random secrets of 256 bits, as text without padding.
final class Secrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
