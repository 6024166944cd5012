package dev.accrue.team;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/// A request whose sender is known. Lives as long as the request and holds no secret.
final class Authenticated extends AbstractAuthenticationToken {

  private final transient Object principal;

  Authenticated(Object principal, Authority authority) {
    super(List.of(authority));
    this.principal = principal;
    setAuthenticated(true);
  }

  @Override
  public Object getPrincipal() {
    return principal;
  }

  @Override
  public @Nullable Object getCredentials() {
    return null;
  }

  /// Makes this the current request's.
  void install() {
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(this);
    SecurityContextHolder.setContext(context);
  }
}
