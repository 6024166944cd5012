package dev.accrue.secret;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.springframework.stereotype.Component;

/// Seals bytes for storage by AES-256-GCM under a random nonce. Sealed bytes are a version, the id
/// of their key, the nonce, the ciphertext and the tag; the tag covers version, id and the
/// associated bytes too, which say where the sealed bytes belong and are not kept in them: sealed
/// bytes that were moved to another row do not open there.
///
/// A server without a key starts, and neither seals nor opens.
@Component
public final class SecretBox {

  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 1 + Long.BYTES;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  /// What sealing adds to the length of what is sealed.
  public static final int OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;

  private static final SecureRandom RANDOM = new SecureRandom();

  /// The first one seals.
  private final List<SealingKey> keys;

  SecretBox(SecretProperties properties) {
    this.keys =
        Stream.concat(Stream.ofNullable(properties.keyFile()), properties.oldKeyFiles().stream())
            .map(SealingKey::read)
            .toList();
  }

  /// A new key, as the text of a key file.
  public static String newKey() {
    return SealingKey.generate(RANDOM);
  }

  /// Encrypts.
  ///
  /// @param associated where the result belongs; `open` needs the same
  /// @throws ProblemException when the server has no key
  public byte[] seal(byte[] plain, byte[] associated) {
    SealingKey key = sealingKey();
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    ByteBuffer sealed = ByteBuffer.allocate(plain.length + OVERHEAD_BYTES);
    sealed.put(VERSION).putLong(key.id());
    byte[] header = Arrays.copyOf(sealed.array(), HEADER_BYTES);
    sealed.put(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, header, associated);
      return sealed.put(cipher.doFinal(plain)).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
  }

  /// Decrypts what `seal` has made for the same associated bytes.
  ///
  /// @throws UnsealableException when it was changed or belongs elsewhere
  /// @throws ProblemException when the server does not have its key
  public byte[] open(byte[] sealed, byte[] associated) {
    SealingKey key = openingKey(sealed);
    byte[] header = Arrays.copyOf(sealed, HEADER_BYTES);
    int from = HEADER_BYTES + NONCE_BYTES;
    byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, from);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, header, associated);
      return cipher.doFinal(sealed, from, sealed.length - from);
    } catch (AEADBadTagException _) {
      throw new UnsealableException("sealed bytes were changed, or belong elsewhere");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
  }

  /// Whether these sealed bytes have the key that seals now. Others are to be sealed again, so that
  /// their key can go.
  public boolean hasCurrentKey(byte[] sealed) {
    return !keys.isEmpty() && keyId(sealed) == keys.getFirst().id();
  }

  /// The key of these sealed bytes, for people, where this server does not have it.
  public Optional<String> findMissingKey(byte[] sealed) {
    long id = keyId(sealed);
    return keys.stream().anyMatch(key -> key.id() == id)
        ? Optional.empty()
        : Optional.of(SealingKey.display(id));
  }

  private static Cipher cipher(
      int mode, SealingKey key, byte[] nonce, byte[] header, byte[] associated)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(header);
    cipher.updateAAD(associated);
    return cipher;
  }

  private SealingKey sealingKey() {
    return keys.stream()
        .findFirst()
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NO_SECRET_KEY,
                "This server has no key for secrets. Its operator names a file with one in accrue.secrets.key-file."));
  }

  private SealingKey openingKey(byte[] sealed) {
    long id = keyId(sealed);
    return keys.stream()
        .filter(key -> key.id() == id)
        .findFirst()
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NO_SECRET_KEY,
                "The secret is sealed with key %s, which this server does not have. Its operator names the key's file in accrue.secrets.key-file or old-key-files."
                    .formatted(SealingKey.display(id))));
  }

  private static long keyId(byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES || sealed[0] != VERSION) {
      throw new UnsealableException(
          "these %d bytes were not sealed by this version".formatted(sealed.length));
    }
    return ByteBuffer.wrap(sealed, 1, Long.BYTES).getLong();
  }
}
