package dev.accrue.team;

import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import dev.accrue.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/// Who may reach what. Everything that is not named here is denied.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  /// Scripts come from the server's own files only. Styles may stand in elements, because the
  /// component library positions its overlays so.
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
          + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

  private static final String ATTEMPT = "/worker/v1/attempts/{attemptId}";
  private static final String CHECK = "/worker/v1/checks/{checkId}";

  private final Refusals refusals;
  private final ProblemWriter problems;

  SecurityConfiguration(Refusals refusals, ProblemWriter problems) {
    this.refusals = refusals;
    this.problems = problems;
  }

  /// Observing each filter of each request costs more than most requests do.
  @Bean
  static SecurityObservationSettings unobserved() {
    return SecurityObservationSettings.noObservations();
  }

  /// Machines: a token in each request, no session, no cookie.
  @Bean
  @Order(1)
  SecurityFilterChain workers(
      HttpSecurity http,
      ObjectProvider<WorkerAuthenticator> workers,
      ObjectProvider<LeaseAuthenticator> leases,
      ObjectProvider<CheckAuthenticator> checks)
      throws Exception {
    TokenFilter tokens =
        new TokenFilter(
            (request, hash) -> {
              String path = request.getRequestURI();
              if (path.startsWith("/worker/v1/attempts/")) {
                return lease(leases, hash);
              }
              return path.startsWith("/worker/v1/checks/")
                  ? check(checks, hash)
                  : worker(workers, hash, path);
            },
            problems);
    return common(http.securityMatcher("/worker/**"))
        .csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
        .addFilterBefore(tokens, AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(
                    HttpMethod.POST,
                    "/worker/v1/workers",
                    "/worker/v1/workers/*/heartbeat",
                    "/worker/v1/workers/*/telemetry")
                .access(SecurityConfiguration::ownWorker)
                .requestMatchers(HttpMethod.GET, "/worker/v1/workers/*/wake-up")
                .access(SecurityConfiguration::ownWorker)
                .requestMatchers(ATTEMPT, ATTEMPT + "/**")
                .access(SecurityConfiguration::ownAttempt)
                .requestMatchers(CHECK, CHECK + "/**")
                .access(SecurityConfiguration::ownCheck)
                .anyRequest()
                .denyAll())
        .build();
  }

  /// People: a session with a cookie, or an API token; and the web app itself.
  @Bean
  @Order(2)
  SecurityFilterChain people(
      HttpSecurity http, CallerStore callers, SessionCallers sessions, MetricsReaders metrics)
      throws Exception {
    TokenFilter tokens =
        new TokenFilter(
            (request, hash) ->
                metrics
                    .authenticate(request.getRequestURI(), hash)
                    .or(() ->
                        callers
                            .findByApiToken(hash)
                            .map(caller -> new Authenticated(caller, Authority.USER))),
            problems);
    return common(http)
        .csrf(csrf ->
            csrf.spa().csrfTokenRepository(csrfCookie()).ignoringRequestMatchers(BearerToken::isIn))
        .securityContext(context -> context.securityContextRepository(sessions))
        .addFilterBefore(tokens, AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(HttpMethod.POST, "/api/v1/session")
                .permitAll()
                .requestMatchers(HttpMethod.GET, "/api/v1/session/ways")
                .permitAll()
                .requestMatchers("/api/v1/session", "/api/v1/session/password")
                .hasAnyAuthority(Authority.USER.name(), Authority.PASSWORD_CHANGE_ONLY.name())
                .requestMatchers("/api/**")
                .hasAuthority(Authority.USER.name())
                .requestMatchers(HttpMethod.GET, "/actuator/health", "/actuator/health/**")
                .permitAll()
                .requestMatchers(HttpMethod.GET, MetricsReaders.PATH)
                .access(MetricsReaders::mayRead)
                .requestMatchers(
                    HttpMethod.GET,
                    "/v3/api-docs",
                    "/v3/api-docs.yaml",
                    "/v3/api-docs/swagger-config")
                .permitAll()
                .requestMatchers("/actuator/**", "/v3/**")
                .denyAll()
                .requestMatchers(HttpMethod.GET, "/**")
                .permitAll()
                .requestMatchers(HttpMethod.HEAD, "/**")
                .permitAll()
                .anyRequest()
                .denyAll())
        .build();
  }

  /// The web app's own scripts read it, and no other site's pages are sent it.
  private static CookieCsrfTokenRepository csrfCookie() {
    CookieCsrfTokenRepository repository = CookieCsrfTokenRepository.withHttpOnlyFalse();
    repository.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
    return repository;
  }

  private HttpSecurity common(HttpSecurity http) throws Exception {
    return http.formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .exceptionHandling(
            handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .headers(headers ->
            headers
                .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(policy ->
                    policy.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()")));
  }

  private static Optional<Authenticated> worker(
      ObjectProvider<WorkerAuthenticator> workers, byte[] hash, String path) {
    UUID workerId = WorkerPath.findWorker(path).orElse(null);
    return workers
        .orderedStream()
        .flatMap(authenticator -> authenticator.authenticateWorker(hash, workerId).stream())
        .findFirst()
        .map(worker -> new Authenticated(worker, Authority.WORKER));
  }

  private static Optional<Authenticated> lease(
      ObjectProvider<LeaseAuthenticator> leases, byte[] hash) {
    return leases
        .orderedStream()
        .flatMap(authenticator -> authenticator.authenticate(hash).stream())
        .findFirst()
        .map(holder -> new Authenticated(holder, Authority.LEASE));
  }

  private static Optional<Authenticated> check(
      ObjectProvider<CheckAuthenticator> checks, byte[] hash) {
    return checks
        .orderedStream()
        .flatMap(authenticator -> authenticator.authenticateCheck(hash).stream())
        .findFirst()
        .map(holder -> new Authenticated(holder, Authority.CHECK));
  }

  /// A worker token speaks for the workers that registered with it and for no others.
  private static AuthorizationDecision ownWorker(
      Supplier<? extends @Nullable Authentication> sender, RequestAuthorizationContext context) {
    Authentication authentication = sender.get();
    return new AuthorizationDecision(
        authentication != null
            && authentication.getPrincipal() instanceof WorkerPrincipal worker
            && worker.ownWorker());
  }

  /// The token of a trial opens that trial and no other.
  private static AuthorizationDecision ownCheck(
      Supplier<? extends @Nullable Authentication> sender, RequestAuthorizationContext context) {
    Authentication authentication = sender.get();
    return new AuthorizationDecision(
        authentication != null
            && authentication.getPrincipal() instanceof CheckHolder holder
            && holder.checkId().toString().equals(context.getVariables().get("checkId")));
  }

  /// A lease token opens its own attempt and no other.
  private static AuthorizationDecision ownAttempt(
      Supplier<? extends @Nullable Authentication> sender, RequestAuthorizationContext context) {
    Authentication authentication = sender.get();
    return new AuthorizationDecision(
        authentication != null
            && authentication.getPrincipal() instanceof LeaseHolder holder
            && holder.attemptId().toString().equals(context.getVariables().get("attemptId")));
  }
}
