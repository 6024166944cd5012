package dev.accrue.team;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.stereotype.Component;

/// Who may read the platform's metrics: administrators, and whoever has the token that the operator
/// chose for that and nothing else.
@Component
class MetricsReaders {

  /// Where metrics are.
  static final String PATH = "/actuator/prometheus";

  /// Holds the token.
  private record Reader() {}

  private final byte @Nullable [] tokenHash;

  MetricsReaders(@Value("${accrue.metrics-token:#{null}}") @Nullable String secret) {
    this.tokenHash =
        secret == null
            ? null
            : Token.configured("accrue.metrics-token", secret, Token.METRICS_PREFIX).hash();
  }

  /// Whether a request carries that token.
  ///
  /// @param path of the request: the token is good for one
  Optional<Authenticated> authenticate(String path, byte[] hash) {
    return tokenHash != null && path.equals(PATH) && MessageDigest.isEqual(tokenHash, hash)
        ? Optional.of(new Authenticated(new Reader(), Authority.METRICS))
        : Optional.empty();
  }

  /// Whether the sender of a request for metrics gets them.
  static AuthorizationDecision mayRead(
      Supplier<? extends @Nullable Authentication> sender, RequestAuthorizationContext context) {
    Authentication authentication = sender.get();
    Object principal = authentication == null ? null : authentication.getPrincipal();
    return new AuthorizationDecision(
        principal instanceof Reader
            || (principal instanceof Caller caller
                && caller.administrator()
                && authentication.getAuthorities().contains(Authority.USER)));
  }
}
