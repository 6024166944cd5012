package dev.accrue.team;

import dev.accrue.problem.Shortened;
import dev.accrue.team.RefusedSignIn.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Leads browsers to a provider and takes them back. What goes wrong ends at the sign-in page,
/// which says why.
@RestController
class OidcController {

  /// Where sign-ins begin.
  static final String BEGIN_PATH = "/oauth2/authorization/";

  private static final Logger LOG = LoggerFactory.getLogger(OidcController.class);

  private final OidcProviders providers;
  private final OidcAccounts accounts;
  private final UserSessions sessions;

  OidcController(OidcProviders providers, OidcAccounts accounts, UserSessions sessions) {
    this.providers = providers;
    this.accounts = accounts;
    this.sessions = sessions;
  }

  /// Leads to the provider.
  @GetMapping(BEGIN_PATH + "{provider}")
  ResponseEntity<Void> begin(
      @PathVariable String provider,
      @RequestParam(required = false) @Nullable String next,
      HttpServletRequest request) {
    return readably(
        provider,
        request,
        () -> {
          OAuth2AuthorizationRequest begun = providers.fetch(provider).begin(request);
          return redirect(
              begun.getAuthorizationRequestUri(),
              PendingSignIn.of(provider, begun, next).cookie(request.isSecure()));
        });
  }

  /// Takes back whom the provider has sent.
  @GetMapping(OidcProvider.RETURN_PATH + "{provider}")
  ResponseEntity<Void> finish(
      @PathVariable String provider,
      @RequestParam(required = false) @Nullable String code,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String error,
      @RequestParam(required = false) @Nullable String iss,
      HttpServletRequest request) {
    return readably(
        provider,
        request,
        () -> {
          OidcProvider known = providers.fetch(provider);
          PendingSignIn pending = pending(provider, state, request);
          if (iss != null && !iss.equals(known.settings().issuer().toString())) {
            throw new RefusedSignIn(Reason.UNVERIFIED, "another issuer sent the browser back");
          }
          if (code == null) {
            throw new RefusedSignIn(Reason.DENIED, "the provider says " + Shortened.of(error));
          }
          OidcUser person =
              known.finish(
                  pending,
                  OAuth2AuthorizationResponse.success(code)
                      .redirectUri(pending.redirectUri())
                      .state(pending.state())
                      .build());
          UUID userId = accounts.signIn(known, person, request.getRemoteAddr());
          sessions.begin(request, userId);
          return redirect(pending.nextPage(), PendingSignIn.forgotten(request.isSecure()));
        });
  }

  /// What this browser began with this provider and this state.
  private static PendingSignIn pending(
      String provider, @Nullable String state, HttpServletRequest request) {
    return PendingSignIn.find(request)
        .filter(begun -> begun.provider().equals(provider) && begun.state().equals(state))
        .orElseThrow(
            () -> new RefusedSignIn(Reason.EXPIRED, "this browser has begun no such sign-in"));
  }

  private static ResponseEntity<Void> readably(
      String provider, HttpServletRequest request, Supplier<ResponseEntity<Void>> work) {
    try {
      return work.get();
    } catch (RefusedSignIn e) {
      LOG.warn(
          "a sign-in with {} from {} was refused: {}, {}",
          Shortened.of(provider),
          request.getRemoteAddr(),
          e.reason(),
          Shortened.of(e.getMessage()));
      RateLimitFilter.noteRefusedSignIn(request);
      return redirect(
          "/sign-in?refused=" + e.reason(), PendingSignIn.forgotten(request.isSecure()));
    }
  }

  private static ResponseEntity<Void> redirect(String address, ResponseCookie cookie) {
    return ResponseEntity.status(HttpStatus.FOUND)
        .location(URI.create(address))
        .header(HttpHeaders.SET_COOKIE, cookie.toString())
        .build();
  }
}
