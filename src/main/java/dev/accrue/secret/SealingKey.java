package dev.accrue.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A key of 256 bits that secrets are sealed with.
///
/// @param id a fingerprint of the key, which everything sealed with it carries
record SealingKey(long id, SecretKey key) {

  private static final int BYTES = 32;
  private static final byte[] FINGERPRINTED = "accrue sealing key".getBytes(StandardCharsets.UTF_8);

  /// A new key, as the text that a key file holds.
  static String generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  static SealingKey read(Path file) {
    try {
      return of(Base64.getDecoder().decode(Files.readString(file).strip()));
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot read the key for secrets, %s (%s); bring the file back, or name another one in accrue.secrets"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    } catch (IllegalArgumentException _) {
      // Its message might show a part of the key.
      throw new IllegalStateException(
          "%s does not hold a key for secrets: %d random bytes in Base64, as written by: openssl rand -base64 %d"
              .formatted(file, BYTES, BYTES));
    }
  }

  private static SealingKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException();
    }
    return new SealingKey(fingerprint(bytes), new SecretKeySpec(bytes, "AES"));
  }

  private static long fingerprint(byte[] key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(FINGERPRINTED);
      return ByteBuffer.wrap(sha256.digest(key)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The id as people read it.
  static String display(long id) {
    return "%016x".formatted(id);
  }

  /// Keeps the key out of logs.
  @Override
  public String toString() {
    return "SealingKey[%s]".formatted(display(id));
  }
}
