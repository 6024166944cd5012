package dev.accrue.team;

import dev.accrue.api.team.ChangeUser;
import dev.accrue.api.team.CreateUser;
import dev.accrue.api.team.FirstPassword;
import dev.accrue.api.team.UserPage;
import dev.accrue.api.team.UserView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.EntityTags;
import dev.accrue.representation.Paging;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Accounts of people, for administrators. Passwords are hashed before a transaction begins,
/// because that takes long on purpose.
@Component
class Users {

  private final UserStore store;
  private final AccountStore accounts;
  private final Passwords passwords;
  private final UserSessions sessions;
  private final EntityTags tags;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Users(
      UserStore store,
      AccountStore accounts,
      Passwords passwords,
      UserSessions sessions,
      EntityTags tags,
      TransactionTemplate transaction,
      Clock clock) {
    this.store = store;
    this.accounts = accounts;
    this.passwords = passwords;
    this.sessions = sessions;
    this.tags = tags;
    this.transaction = transaction;
    this.clock = clock;
  }

  UserPage list(Paging<UserView> paging) {
    return paging.page(store.list(paging, clock.instant()), UserPage::new);
  }

  UserView fetch(String name) {
    return store.find(name, clock.instant()).orElseThrow(() -> unknown(name));
  }

  FirstPassword create(CreateUser user) {
    String password = passwords.makeUp();
    String hash = passwords.hash(password);
    boolean created =
        Boolean.TRUE.equals(
            transaction.execute(_ ->
                store
                    .insert(user.name(), user.administrator(), hash, clock.instant())
                    .isPresent()));
    if (!created) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "there is a user %s already; choose another name, or give them a new password with POST /api/v1/users/%s/password"
              .formatted(user.name(), user.name()));
    }
    return new FirstPassword(user.name(), password);
  }

  UserView change(String name, ChangeUser change, @Nullable String ifMatch) {
    fetch(name);
    UUID changed =
        transaction.execute(_ -> {
          store.lockAdministrators();
          store.lock(name);
          tags.require(ifMatch, () -> fetch(name));
          return store
              .change(name, change.administrator(), change.disabled(), clock.instant())
              .orElse(null);
        });
    if (changed == null) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "%s is the last administrator; make somebody else one first".formatted(name));
    }
    if (change.disabled()) {
      sessions.end(changed, null);
    }
    return fetch(name);
  }

  /// Replaces a forgotten password, which ends all sessions of its user.
  FirstPassword resetPassword(String name) {
    String password = passwords.makeUp();
    String hash = passwords.hash(password);
    UUID userId = transaction.execute(_ -> accounts.resetPassword(name, hash).orElse(null));
    if (userId == null) {
      throw unknown(name);
    }
    sessions.end(userId, null);
    return new FirstPassword(name, password);
  }

  /// Lets somebody try again who was locked out after wrong passwords.
  UserView unlock(String name) {
    if (!Boolean.TRUE.equals(transaction.execute(_ -> accounts.unlock(name)))) {
      throw unknown(name);
    }
    return fetch(name);
  }

  private static ProblemException unknown(String name) {
    return new ProblemException(
        ProblemCode.NOT_FOUND, "there is no user %s; GET /api/v1/users lists them".formatted(name));
  }
}
