package dev.accrue.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Proves to a webhook's receiver that a message is Accrue's and how old it is.
final class Signature {

  static final String HEADER = "Accrue-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /// `t=UNIX,v1=HEX`: the HMAC-SHA256 of the seconds since 1970, a point, and the body.
  static String of(String secret, Instant at, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
      return "t=%d,v1=%s"
          .formatted(at.getEpochSecond(), HexFormat.of().formatHex(mac.doFinal(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
