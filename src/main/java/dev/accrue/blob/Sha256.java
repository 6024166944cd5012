package dev.accrue.blob;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Names of blobs.
final class Sha256 {

  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{64}");

  private Sha256() {}

  static byte[] parse(String sha256) {
    if (!HEXADECIMAL.matcher(sha256).matches()) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "a blob is named by the 64 lower-case hexadecimal digits of its SHA-256");
    }
    return HexFormat.of().parseHex(sha256);
  }

  static String format(byte[] sha256) {
    return HexFormat.of().formatHex(sha256);
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
