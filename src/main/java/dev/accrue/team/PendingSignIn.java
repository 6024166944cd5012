package dev.accrue.team;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A sign-in that went to its provider and has not come back, kept by the browser that began it: in
/// a cookie of its own, because the session's is not sent along when another site leads back here.
/// It is good for coming back and for nothing else.
///
/// @param provider its key
/// @param verifier of the code challenge
/// @param next the page that the person wanted; null: the first one
record PendingSignIn(
    String provider,
    String state,
    String nonce,
    String verifier,
    String redirectUri,
    @Nullable String next) {

  private static final String COOKIE = "accrue_sign_in";
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final JsonMapper JSON = new JsonMapper();

  /// Pages of this site: not `//host`, nor what browsers take for it.
  private static final Pattern OWN_PAGE = Pattern.compile("/(?![/\\\\])[^\\p{Cntrl}]{0,1000}");

  static PendingSignIn of(
      String provider, OAuth2AuthorizationRequest begun, @Nullable String next) {
    return new PendingSignIn(
        provider,
        said(begun.getState()),
        said(begun.getAttribute(OidcParameterNames.NONCE)),
        said(begun.getAttribute(PkceParameterNames.CODE_VERIFIER)),
        said(begun.getRedirectUri()),
        next != null && OWN_PAGE.matcher(next).matches() ? next : null);
  }

  /// What the browser of a request began.
  static Optional<PendingSignIn> find(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Stream.of(cookies)
            .filter(cookie -> cookie.getName().equals(COOKIE))
            .findFirst()
            .flatMap(cookie -> read(cookie.getValue()));
  }

  /// Where the person goes afterwards. Browsers may have been given the cookie by somebody else.
  String nextPage() {
    return next != null && OWN_PAGE.matcher(next).matches() ? next : "/";
  }

  /// Has the browser keep it.
  ResponseCookie cookie(boolean secure) {
    byte[] json = JSON.writeValueAsBytes(this);
    return cookie(Base64.getUrlEncoder().withoutPadding().encodeToString(json), secure, LIFE);
  }

  /// Has the browser forget what it kept.
  static ResponseCookie forgotten(boolean secure) {
    return cookie("", secure, Duration.ZERO);
  }

  private static ResponseCookie cookie(String value, boolean secure, Duration life) {
    return ResponseCookie.from(COOKIE, value)
        .path(OidcProvider.RETURN_PATH)
        .maxAge(life)
        .httpOnly(true)
        .secure(secure)
        // Strict would keep it from coming back from the provider.
        .sameSite("Lax")
        .build();
  }

  private static Optional<PendingSignIn> read(String value) {
    try {
      PendingSignIn read =
          JSON.readValue(Base64.getUrlDecoder().decode(value), PendingSignIn.class);
      return Stream.of(read.provider, read.state, read.nonce, read.verifier, read.redirectUri)
              .allMatch(Objects::nonNull)
          ? Optional.of(read)
          : Optional.empty();
    } catch (IllegalArgumentException | JacksonException e) {
      return Optional.empty();
    }
  }

  private static String said(@Nullable Object value) {
    return Objects.requireNonNull(value, "a sign-in has a state, a nonce and a verifier")
        .toString();
  }
}
