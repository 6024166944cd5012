package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.TooManyRequestsException;
import dev.accrue.team.OidcProperties.LocalSignIn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Checks names and passwords. A wrong name and a wrong password get the same answer after the same
/// time. An account with too many failures in a row is locked for a while, which does tell that it
/// exists; a person who is locked out has to know why.
@Component
class PasswordSignIn {

  private final AccountStore accounts;
  private final Passwords passwords;
  private final TransactionTemplate transaction;
  private final OidcProviders providers;
  private final Clock clock;

  PasswordSignIn(
      AccountStore accounts,
      Passwords passwords,
      TransactionTemplate transaction,
      OidcProviders providers,
      Clock clock) {
    this.providers = providers;
    this.transaction = transaction;
    this.accounts = accounts;
    this.passwords = passwords;
    this.clock = clock;
  }

  /// The user with this name and password.
  UUID signIn(String name, String password) {
    Optional<AccountStore.Account> account = accounts.charge(name);
    if (account.isEmpty()) {
      refuseWhileLocked(name);
      passwords.matchNobody(password);
      throw wrong();
    }
    if (!passwords.matches(password, account.get().passwordHash())) {
      throw wrong();
    }
    accounts.forgive(account.get().id());
    if (providers.localSignIn() == LocalSignIn.ADMINISTRATORS && !account.get().administrator()) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN,
          "passwords are for administrators here; sign in with %s".formatted(providers.names()));
    }
    return account.get().id();
  }

  /// Replaces the password of somebody who knows the current one.
  void changePassword(Caller caller, String currentPassword, String newPassword) {
    passwords.requireAcceptable("newPassword", caller.name(), newPassword);
    if (newPassword.equals(currentPassword)) {
      throw Passwords.refused("newPassword", "is the current password", "choose another one");
    }
    signIn(caller.name(), currentPassword);
    String hash = passwords.hash(newPassword);
    // In a transaction, because only those say who does it.
    transaction.executeWithoutResult(_ -> accounts.setPassword(caller.userId(), hash));
  }

  private void refuseWhileLocked(String name) {
    Instant now = clock.instant();
    accounts
        .findLockedUntil(name)
        .ifPresent(until -> {
          long seconds = Duration.between(now, until).toSeconds() + 1;
          throw new TooManyRequestsException(
              "too many wrong passwords in a row; try again in %d seconds".formatted(seconds),
              seconds);
        });
  }

  private static ProblemException wrong() {
    return new ProblemException(
        ProblemCode.UNAUTHENTICATED, "the name or the password is wrong; try again");
  }
}
