package dev.accrue.training.model;

import java.nio.charset.StandardCharsets;

/// Random numbers that depend on nothing but their key: SplitMix64 (Steele, Lea and Flood, 2014),
/// written out so that no library update can change a run.
public final class Draws {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  private Draws(long state) {
    this.state = state;
  }

  /// A sequence for this key. Keys that differ in anything give unrelated sequences.
  public static Draws of(long seed, String purpose, long... key) {
    long state = mix(seed + GOLDEN_GAMMA);
    for (byte character : purpose.getBytes(StandardCharsets.UTF_8)) {
      state = mix(state + GOLDEN_GAMMA + character);
    }
    for (long part : key) {
      state = mix(mix(state + GOLDEN_GAMMA) ^ part);
    }
    return new Draws(state);
  }

  /// The next 64 bits.
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /// The next number of the half-open interval from 0 to 1, a multiple of 2^-53.
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /// The next number of 0 to `bound - 1`, without bias.
  public int nextInt(int bound) {
    long limit = Long.MAX_VALUE - Long.MAX_VALUE % bound;
    long bits = nextLong() >>> 1;
    while (bits >= limit) {
      bits = nextLong() >>> 1;
    }
    return (int) (bits % bound);
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
