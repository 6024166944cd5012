package dev.accrue.worker;

import java.util.Map;
import java.util.TreeMap;

/// The environment of a trainer process: of the worker's own, which may hold the platform's
/// secrets, only what a trainer needs.
final class TrainerEnvironment {

  private TrainerEnvironment() {}

  /// What a child gets of this environment.
  static Map<String, String> of(Map<String, String> mine) {
    Map<String, String> environment = new TreeMap<>(mine);
    environment.keySet().removeIf(name -> !name.equals("HOME") && !name.equals("PATH"));
    return environment;
  }
}
