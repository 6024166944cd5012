package dev.accrue.team;

import dev.accrue.team.OidcProperties.LocalSignIn;
import dev.accrue.team.RefusedSignIn.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// The providers that the operator set up.
@Component
class OidcProviders {

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,38}");

  private final Map<String, OidcProvider> providers;
  private final LocalSignIn localSignIn;

  OidcProviders(OidcProperties properties, Clock clock) {
    Map<String, OidcProvider> made = new TreeMap<>();
    properties
        .providers()
        .forEach((key, settings) -> {
          check(key, settings);
          made.put(key, new OidcProvider(key, settings, clock));
        });
    if (made.isEmpty() && properties.localSignIn() == LocalSignIn.ADMINISTRATORS) {
      throw new IllegalArgumentException(
          "accrue.oidc.local-sign-in is administrators, but there is no provider that others could"
              + " sign in with; set accrue.oidc.providers or leave it out");
    }
    this.providers = Collections.unmodifiableMap(made);
    this.localSignIn = properties.localSignIn();
  }

  /// By their keys.
  Collection<OidcProvider> all() {
    return providers.values();
  }

  /// Who may sign in with a password.
  LocalSignIn localSignIn() {
    return localSignIn;
  }

  /// As people know them.
  String names() {
    return providers.values().stream().map(OidcProvider::name).collect(Collectors.joining(" or "));
  }

  OidcProvider fetch(String key) {
    OidcProvider provider = providers.get(key);
    if (provider == null) {
      throw new RefusedSignIn(Reason.UNKNOWN_PROVIDER, "there is no such provider");
    }
    return provider;
  }

  private static void check(String key, OidcProperties.Provider settings) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "accrue.oidc.providers.%s: a key has small letters, digits and - and begins with a letter"
              .formatted(key));
    }
    if (!settings.scopes().contains("openid")) {
      throw new IllegalArgumentException(
          "accrue.oidc.providers.%s.scopes has no openid; add it".formatted(key));
    }
    if (!trusted(settings.issuer())) {
      throw new IllegalArgumentException(
          "accrue.oidc.providers.%s.issuer is %s; an issuer begins with https://"
              .formatted(key, settings.issuer()));
    }
  }

  /// What comes without TLS comes from anybody, but on this machine.
  private static boolean trusted(URI issuer) {
    if (issuer.getHost() == null) {
      return false;
    }
    return "https".equals(issuer.getScheme())
        || ("http".equals(issuer.getScheme()) && loopback(issuer.getHost()));
  }

  private static boolean loopback(String host) {
    try {
      return host.equals("localhost")
          || (host.matches("[0-9.]+|\\[.*]") && InetAddress.getByName(host).isLoopbackAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
