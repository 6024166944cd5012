package dev.accrue.team;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts an answer, which may hold a secret, under the `Idempotency-Key` that only its sender
/// knows: the database holds another digest of the key, and cannot open what it holds.
final class SealedAnswer {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] keySha256;
  private final byte[] secret;

  private SealedAnswer(byte[] keySha256, byte[] secret) {
    this.keySha256 = keySha256;
    this.secret = secret;
  }

  static SealedAnswer of(UUID userId, String key) {
    return new SealedAnswer(derive(userId, key, "find"), derive(userId, key, "open"));
  }

  /// By which the answer is found.
  byte[] keySha256() {
    return keySha256.clone();
  }

  byte[] seal(byte[] answer) {
    byte[] iv = new byte[IV_BYTES];
    RANDOM.nextBytes(iv);
    byte[] sealed = transform(Cipher.ENCRYPT_MODE, iv, answer);
    byte[] whole = Arrays.copyOf(iv, IV_BYTES + sealed.length);
    System.arraycopy(sealed, 0, whole, IV_BYTES, sealed.length);
    return whole;
  }

  byte[] open(byte[] whole) {
    return transform(
        Cipher.DECRYPT_MODE,
        Arrays.copyOf(whole, IV_BYTES),
        Arrays.copyOfRange(whole, IV_BYTES, whole.length));
  }

  private byte[] transform(int mode, byte[] iv, byte[] bytes) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(TAG_BITS, iv));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the kept answer cannot be sealed or opened", e);
    }
  }

  private static byte[] derive(UUID userId, String key, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(
          ("accrue first answer " + purpose + " " + userId).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HMAC with SHA-256", e);
    }
  }
}
