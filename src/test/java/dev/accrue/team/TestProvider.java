package dev.accrue.team;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.DispatcherServlet;

/// An OpenID provider with people whose claims a test chooses: Spring Authorization Server, which
/// demands a code challenge. Everybody's password is `PASSWORD`.
final class TestProvider implements AutoCloseable {

  static final String CLIENT = "accrue";
  static final String SECRET = "what-only-both-know";
  static final String PASSWORD = "people-know-it";

  private final AnnotationConfigServletWebServerApplicationContext context;

  private TestProvider(AnnotationConfigServletWebServerApplicationContext context) {
    this.context = context;
  }

  static TestProvider start() {
    var context = new AnnotationConfigServletWebServerApplicationContext(Server.class);
    return new TestProvider(context);
  }

  String issuer() {
    return "http://localhost:" + Objects.requireNonNull(context.getWebServer()).getPort();
  }

  /// Lets browsers be sent back there.
  void returnTo(String redirectUri) {
    context.getBean(Clients.class).redirectUri = redirectUri;
  }

  /// What it says of somebody from now on.
  void say(String person, Map<String, Object> claims) {
    context.getBean(People.class).claims().put(person, Map.copyOf(claims));
  }

  @Override
  public void close() {
    context.close();
  }

  record People(Map<String, Map<String, Object>> claims) {}

  static final class Clients implements RegisteredClientRepository {

    private volatile String redirectUri = "http://127.0.0.1/nowhere";

    @Override
    public void save(RegisteredClient client) {
      // It likes the secret hashed better.
    }

    @Override
    public RegisteredClient findById(String id) {
      return RegisteredClient.withId(CLIENT)
          .clientId(CLIENT)
          .clientSecret("{noop}" + SECRET)
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
          .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
          .redirectUri(redirectUri)
          .scope("openid")
          .scope("profile")
          .scope("email")
          .clientSettings(
              ClientSettings.builder()
                  .requireProofKey(true)
                  .requireAuthorizationConsent(false)
                  .build())
          .build();
    }

    @Override
    public RegisteredClient findByClientId(String clientId) {
      return findById(clientId);
    }
  }

  /// No `@Configuration`, with which it would be a part of the server under test too.
  @EnableWebSecurity
  static class Server {

    @Bean
    TomcatServletWebServerFactory webServer() {
      return new TomcatServletWebServerFactory(0);
    }

    /// Filters answer; without a servlet behind them Tomcat asks none.
    @Bean
    DispatcherServlet servlet() {
      return new DispatcherServlet();
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
      return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .oauth2ResourceServer(resources -> resources.jwt(Customizer.withDefaults()))
          .formLogin(Customizer.withDefaults())
          .build();
    }

    @Bean
    Clients clients() {
      return new Clients();
    }

    @Bean
    People people() {
      return new People(new ConcurrentHashMap<>());
    }

    @Bean
    UserDetailsService accounts() {
      return name -> User.withUsername(name).password("{noop}" + PASSWORD).roles("USER").build();
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build();
    }

    @Bean
    JWKSource<SecurityContext> keys() throws JOSEException {
      RSAKey key = new RSAKeyGenerator(2048).keyID("one").generate();
      return new ImmutableJWKSet<>(new JWKSet(key));
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> keys) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims(People people) {
      return token -> {
        if (token.getTokenType().getValue().equals(OidcParameterNames.ID_TOKEN)) {
          Authentication principal = Objects.requireNonNull(token.getPrincipal());
          String person = principal.getName();
          people.claims().getOrDefault(person, Map.of()).forEach(token.getClaims()::claim);
        }
      };
    }
  }
}
