package dev.accrue.scheduling.bench;

/// What teams used, in device-milliseconds: as it was, and decayed by half in each half-life.
final class Usage {

  private static final double LN_2 = Math.log(2);

  private final double halfLifeMillis;
  private final double[] decayed;
  private final double[] plain;
  private final double[] devices;
  private final long[] atMillis;

  Usage(int teams, long halfLifeMillis) {
    this.halfLifeMillis = halfLifeMillis;
    this.decayed = new double[teams];
    this.plain = new double[teams];
    this.devices = new double[teams];
    this.atMillis = new long[teams];
  }

  /// From now on the team holds so many devices more, or fewer.
  void change(int team, double more, long nowMillis) {
    bringTo(team, nowMillis);
    devices[team] = Math.max(0, devices[team] + more);
  }

  double decayed(int team, long nowMillis) {
    bringTo(team, nowMillis);
    return decayed[team];
  }

  double plain(int team, long nowMillis) {
    bringTo(team, nowMillis);
    return plain[team];
  }

  /// While a rate holds, the decayed sum goes to rate x half-life / ln 2.
  private void bringTo(int team, long nowMillis) {
    long gone = nowMillis - atMillis[team];
    double kept = Math.exp(-LN_2 * gone / halfLifeMillis);
    double steady = devices[team] * halfLifeMillis / LN_2;
    decayed[team] = decayed[team] * kept + steady * (1 - kept);
    plain[team] += devices[team] * gone;
    atMillis[team] = nowMillis;
  }
}
