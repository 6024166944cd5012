package dev.accrue.team;

import java.util.Optional;
import java.util.UUID;

/// What the first start of an empty platform created: the team `default` and the administrator
/// `admin`.
public interface FirstStart {

  /// The administrator's name.
  String ADMINISTRATOR = "admin";

  /// The password that this start made up, to be printed once and then forgotten; empty on every
  /// later start, and when the operator set one with `accrue.first-password`.
  Optional<String> password();

  /// The administrator.
  UUID administratorId();
}
