package dev.accrue.training.script;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/// What happens to files on their way: cut off, overwritten, mixed up, or lying about sizes.
public final class Damage {

  private Damage() {}

  /// Damages a file in one of several ways.
  public static byte[] to(byte[] original, Random random) {
    byte[] bytes = original.clone();
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> flip(bytes, random, 1 + random.nextInt(8), bytes.length);
      // The ends of a zip hold its directory, the beginning of safetensors the header.
      case 2 -> flipTail(bytes, random);
      case 3 -> flip(bytes, random, 1 + random.nextInt(4), Math.min(bytes.length, 400));
      case 4 -> spliced(bytes, random);
      default -> lyingNumber(bytes, random);
    };
  }

  private static byte[] flip(byte[] bytes, Random random, int count, int below) {
    for (int index = 0; index < count; index++) {
      bytes[random.nextInt(below)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static byte[] flipTail(byte[] bytes, Random random) {
    for (int index = 0; index < 4; index++) {
      bytes[bytes.length - 1 - random.nextInt(Math.min(bytes.length, 3_000))] =
          (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int to = random.nextInt(bytes.length);
    int size = Math.min(random.nextInt(200) + 1, bytes.length - Math.max(from, to));
    System.arraycopy(bytes.clone(), from, bytes, to, size);
    return bytes;
  }

  private static byte[] lyingNumber(byte[] bytes, Random random) {
    int[] lies = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24};
    int at = random.nextInt(bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(at, lies[random.nextInt(lies.length)]);
    return bytes;
  }
}
