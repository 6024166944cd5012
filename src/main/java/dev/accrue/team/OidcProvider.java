package dev.accrue.team;

import dev.accrue.team.RefusedSignIn.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.client.RestClientException;

/// A provider of sign-ins. What it says of itself is read when somebody signs in for the first
/// time, and again as long as it does not answer: a provider that is down keeps no server from
/// starting.
final class OidcProvider {

  /// Where providers send browsers back to; they have to know the address.
  static final String RETURN_PATH = "/login/oauth2/code/";

  private static final ParameterizedTypeReference<Map<String, Object>> JSON_OBJECT =
      new ParameterizedTypeReference<>() {};

  private final String key;
  private final OidcProperties.Provider settings;
  private final Clock clock;
  private final OidcHttp http = new OidcHttp();
  private volatile @Nullable Known known;

  /// What is there once the provider has answered.
  private record Known(
      ClientRegistration registration, OidcAuthorizationCodeAuthenticationProvider checks) {}

  OidcProvider(String key, OidcProperties.Provider settings, Clock clock) {
    this.key = key;
    this.settings = settings;
    this.clock = clock;
  }

  String key() {
    return key;
  }

  String name() {
    return Objects.requireNonNullElse(settings.name(), key);
  }

  OidcProperties.Provider settings() {
    return settings;
  }

  /// Begins a sign-in, with a state, a nonce and a code challenge of its own.
  OAuth2AuthorizationRequest begin(HttpServletRequest request) {
    ClientRegistration registration = known().registration();
    OAuth2AuthorizationRequest begun =
        new DefaultOAuth2AuthorizationRequestResolver(_ -> registration).resolve(request, key);
    return Objects.requireNonNull(begun, "a registration that is found is begun with");
  }

  /// Has the provider say who it is, and checks that this answers what was begun.
  ///
  /// @throws RefusedSignIn if it does not
  OidcUser finish(PendingSignIn pending, OAuth2AuthorizationResponse answer) {
    Known provider = known();
    OAuth2AuthorizationRequest begun = begun(pending, provider.registration());
    try {
      Authentication checked =
          provider
              .checks()
              .authenticate(
                  new OAuth2LoginAuthenticationToken(
                      provider.registration(), new OAuth2AuthorizationExchange(begun, answer)));
      if (checked != null && checked.getPrincipal() instanceof OidcUser user) {
        return user;
      }
      throw new RefusedSignIn(Reason.UNVERIFIED, "the answer has no ID token");
    } catch (OAuth2AuthenticationException e) {
      throw refused(e);
    }
  }

  private static RefusedSignIn refused(OAuth2AuthenticationException e) {
    Reason reason = Reason.UNVERIFIED;
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof RestClientException) {
        reason = Reason.UNREACHABLE;
      }
    }
    return new RefusedSignIn(
        reason, "%s: %s".formatted(e.getError().getErrorCode(), root.getMessage()), e);
  }

  private static OAuth2AuthorizationRequest begun(
      PendingSignIn pending, ClientRegistration registration) {
    return OAuth2AuthorizationRequest.authorizationCode()
        .authorizationUri(
            Objects.requireNonNull(
                registration.getProviderDetails().getAuthorizationUri(),
                "the provider says where to sign in"))
        .clientId(registration.getClientId())
        .redirectUri(pending.redirectUri())
        .scopes(registration.getScopes())
        .state(pending.state())
        .attributes(attributes -> {
          attributes.put(OidcParameterNames.NONCE, pending.nonce());
          attributes.put(PkceParameterNames.CODE_VERIFIER, pending.verifier());
        })
        .build();
  }

  private Known known() {
    Known existing = known;
    if (existing == null) {
      // Several may ask at once at first; none waits for another who waits for the provider.
      existing = discover();
      known = existing;
    }
    return existing;
  }

  private Known discover() {
    try {
      ClientRegistration registration = registration(document());
      var checks = new OidcAuthorizationCodeAuthenticationProvider(http.tokens(), http.people());
      IdTokens idTokens = IdTokens.of(registration, http.documents(), clock);
      checks.setJwtDecoderFactory(_ -> idTokens.decoder());
      return new Known(registration, checks);
    } catch (RestClientException | IllegalArgumentException e) {
      throw new RefusedSignIn(
          Reason.UNREACHABLE, Objects.requireNonNullElse(e.getMessage(), "no answer"), e);
    }
  }

  private Map<String, Object> document() {
    String issuer = settings.issuer().toString();
    URI address = URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
    Map<String, Object> document =
        http.documents().exchange(address, HttpMethod.GET, null, JSON_OBJECT).getBody();
    if (document == null || !issuer.equals(document.get("issuer"))) {
      throw new IllegalArgumentException(
          "%s says that its issuer is %s; write that in accrue.oidc.providers.%s.issuer"
              .formatted(address, document == null ? null : document.get("issuer"), key));
    }
    return document;
  }

  private ClientRegistration registration(Map<String, Object> document) {
    ClientRegistration.Builder builder =
        ClientRegistrations.fromOidcConfiguration(document)
            .registrationId(key)
            .clientId(settings.clientId())
            .redirectUri("{baseUrl}" + RETURN_PATH + "{registrationId}")
            .scope(settings.scopes())
            .clientSettings(
                ClientRegistration.ClientSettings.builder().requireProofKey(true).build());
    String secret = settings.clientSecret();
    return secret == null
        ? builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE).build()
        : builder.clientSecret(secret).build();
  }
}
