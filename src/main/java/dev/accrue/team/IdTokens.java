package dev.accrue.team;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestOperations;

/// Reads a provider's ID tokens: signed by one of its keys, for this client, of this time. Keys are
/// fetched when a token names one that is not known yet.
record IdTokens(JwtDecoder decoder) {

  /// With a pair of keys: who can check a token cannot make one.
  private static final List<SignatureAlgorithm> ALGORITHMS =
      List.of(
          SignatureAlgorithm.RS256,
          SignatureAlgorithm.RS384,
          SignatureAlgorithm.RS512,
          SignatureAlgorithm.ES256,
          SignatureAlgorithm.ES384,
          SignatureAlgorithm.PS256);

  static IdTokens of(ClientRegistration registration, RestOperations http, Clock clock) {
    String keys =
        Objects.requireNonNull(
            registration.getProviderDetails().getJwkSetUri(), "the provider has no keys");
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSetUri(keys)
            .restOperations(http)
            .jwsAlgorithms(accepted -> accepted.addAll(ALGORITHMS))
            .build();
    JwtTimestampValidator time = new JwtTimestampValidator();
    time.setClock(clock);
    OidcIdTokenValidator content = new OidcIdTokenValidator(registration);
    content.setClock(clock);
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(time, content));
    decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
    return new IdTokens(decoder);
  }
}
