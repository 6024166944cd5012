package dev.accrue.team;

import java.util.Optional;
import java.util.UUID;

/// What the first start of an empty platform created: the team `default` and the administrator
/// `admin`.
public interface FirstStart {

  /// The administrator's name.
  String ADMINISTRATOR = "admin";

  /// The team that everybody begins in.
  String TEAM = "default";

  /// The password that this start made up, once: the second call finds nothing. Empty on every
  /// later start, and when the operator set a password with `accrue.first-password`.
  Optional<String> takePassword();

  /// The administrator.
  UUID administratorId();
}
