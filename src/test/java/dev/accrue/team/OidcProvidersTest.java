package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.team.OidcProperties.LocalSignIn;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OidcProvidersTest {

  @Test
  void anIssuerIsTrustedByItsCertificateOrByBeingOnThisMachine() {
    for (String good :
        List.of("https://sso.example.org/realms/a", "http://localhost:80", "http://[::1]:9000")) {
      assertThat(providers("campus", good, "openid").all()).hasSize(1);
    }
    for (String bad :
        List.of(
            "http://sso.example.org", "http://10.0.0.1", "https:///a", "sso", "ftp://localhost")) {
      assertThatThrownBy(() -> providers("campus", bad, "openid"))
          .hasMessage(
              "accrue.oidc.providers.campus.issuer is %s; an issuer begins with https://", bad);
    }
  }

  @Test
  void mistakesInTheSettingsSayWhatToDo() {
    assertThatThrownBy(() -> providers("Campus", "https://sso.example.org", "openid"))
        .hasMessageContaining("a key has small letters");
    assertThatThrownBy(() -> providers("campus", "https://sso.example.org", "profile"))
        .hasMessageContaining("has no openid; add it");
    assertThatThrownBy(() ->
            new OidcProviders(
                new OidcProperties(Map.of(), LocalSignIn.ADMINISTRATORS), Clock.systemUTC()))
        .hasMessageContaining("there is no provider");
  }

  @Test
  void settingsDoNotShowTheSecret() {
    assertThat(settings("https://sso.example.org", "openid").toString())
        .isEqualTo("https://sso.example.org as accrue");
  }

  private static OidcProviders providers(String key, String issuer, String scope) {
    return new OidcProviders(
        new OidcProperties(Map.of(key, settings(issuer, scope)), LocalSignIn.EVERYONE),
        Clock.systemUTC());
  }

  private static OidcProperties.Provider settings(String issuer, String scope) {
    return new OidcProperties.Provider(
        null,
        URI.create(issuer),
        "accrue",
        "hidden",
        List.of(scope),
        "name",
        "groups",
        List.of(),
        List.of(),
        Map.of());
  }
}
