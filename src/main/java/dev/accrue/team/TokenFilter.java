package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/// Establishes who sent a request from its bearer token. A token that is not known ends the request
/// here: it must not fall back to a session that the browser sent along.
final class TokenFilter extends OncePerRequestFilter {

  private final BiFunction<HttpServletRequest, byte[], Optional<Authenticated>> authenticate;
  private final ProblemWriter problems;

  /// @param authenticate finds the sender by the request and the hash of its token
  TokenFilter(
      BiFunction<HttpServletRequest, byte[], Optional<Authenticated>> authenticate,
      ProblemWriter problems) {
    this.authenticate = authenticate;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<String> token = BearerToken.find(request);
    if (token.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    Optional<Authenticated> sender = authenticate.apply(request, Token.hash(token.get()));
    if (sender.isEmpty()) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
      problems.write(
          request,
          response,
          ProblemCode.UNAUTHENTICATED,
          "the token is unknown, expired or revoked; use another one");
      return;
    }
    ActorOfTransactions.note(request, sender.get().getPrincipal());
    sender.get().install();
    try (LogContext _ = LogContext.of(sender.get().getPrincipal())) {
      chain.doFilter(request, response);
    }
  }
}
