package dev.accrue.team;

import org.jspecify.annotations.Nullable;

/// That somebody could not come in by a provider. The reason is shown to them, the detail goes to
/// the server's log.
final class RefusedSignIn extends RuntimeException {

  /// Why; the web app has words for each.
  enum Reason {
    /// There is no such provider.
    UNKNOWN_PROVIDER,
    /// The provider does not answer, or not as one.
    UNREACHABLE,
    /// This browser began no such sign-in, or too long ago.
    EXPIRED,
    /// The person or the provider said no.
    DENIED,
    /// What came back is not the provider's answer to what this browser began.
    UNVERIFIED,
    /// The provider knows the person, but Accrue is not open to them.
    NOT_ADMITTED,
    /// The provider says no name that an account could have.
    NO_NAME,
    /// Somebody else has an account of this name.
    NAME_TAKEN,
    /// The account is closed.
    DISABLED
  }

  private final Reason reason;

  RefusedSignIn(Reason reason, String detail) {
    this(reason, detail, null);
  }

  RefusedSignIn(Reason reason, String detail, @Nullable Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
