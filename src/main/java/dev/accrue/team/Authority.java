package dev.accrue.team;

import org.springframework.security.core.GrantedAuthority;

/// What the rules of `SecurityConfiguration` ask for.
enum Authority implements GrantedAuthority {
  /// A person, or a program in a person's name.
  USER,
  /// A person who has to change the password before anything else.
  PASSWORD_CHANGE_ONLY,
  /// A machine that offers devices.
  WORKER,
  /// A trainer or its worker, for one attempt.
  LEASE,
  /// A process that tries out a module.
  CHECK,
  /// A program that reads the platform's metrics.
  METRICS;

  @Override
  public String getAuthority() {
    return name();
  }
}
