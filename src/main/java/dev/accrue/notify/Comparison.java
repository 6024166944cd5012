package dev.accrue.notify;

import java.util.Arrays;

/// How a threshold compares. Nothing is met by NaN.
enum Comparison {
  ABOVE(">"),
  AT_LEAST(">="),
  BELOW("<"),
  AT_MOST("<=");

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  String symbol() {
    return symbol;
  }

  static Comparison of(String symbol) {
    return Arrays.stream(values())
        .filter(it -> it.symbol.equals(symbol))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(symbol));
  }

  boolean holds(double value, double bound) {
    return switch (this) {
      case ABOVE -> value > bound;
      case AT_LEAST -> value >= bound;
      case BELOW -> value < bound;
      case AT_MOST -> value <= bound;
    };
  }
}
