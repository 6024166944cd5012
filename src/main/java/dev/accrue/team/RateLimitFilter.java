package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses senders of too many requests before anything is looked up for them. Each server counts
/// for itself. Workers and trainers are left alone: their requests follow from the jobs, and one
/// machine's share of them from its devices.
@Component
@Order(RateLimitFilter.ORDER)
class RateLimitFilter extends OncePerRequestFilter {

  /// Before Spring Security's filters, which are at -100.
  static final int ORDER = -104;

  private static final String REFUSED_SIGN_IN = RateLimitFilter.class.getName() + ".refused";

  private final TokenBuckets tokens;
  private final TokenBuckets addresses;
  private final TokenBuckets refusedSignIns;
  private final ProblemWriter problems;

  RateLimitFilter(LimitProperties limits, ProblemWriter problems) {
    this.tokens =
        new TokenBuckets(limits.tokenRequestsPerSecond(), limits.tokenBurst(), System::nanoTime);
    this.addresses =
        new TokenBuckets(
            limits.addressRequestsPerSecond(), limits.addressBurst(), System::nanoTime);
    this.refusedSignIns =
        new TokenBuckets(
            limits.refusedSignInsPerMinute() / 60.0, limits.refusedSignInBurst(), System::nanoTime);
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getRequestURI().startsWith("/worker/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String address = request.getRemoteAddr();
    boolean signIn = signsIn(request);
    long waitSeconds = signIn ? refusedSignIns.look(address) : 0;
    if (waitSeconds == 0) {
      waitSeconds = addresses.take(address);
    }
    if (waitSeconds == 0) {
      waitSeconds = ofToken(request);
    }
    if (waitSeconds > 0) {
      refuse(request, response, waitSeconds);
      return;
    }
    chain.doFilter(request, response);
    if (signIn
        && (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED
            || request.getAttribute(REFUSED_SIGN_IN) != null)) {
      refusedSignIns.take(address);
    }
  }

  /// Counts a sign-in as refused that was not answered so.
  static void noteRefusedSignIn(HttpServletRequest request) {
    request.setAttribute(REFUSED_SIGN_IN, true);
  }

  private static boolean signsIn(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.startsWith(OidcProvider.RETURN_PATH)
        || (path.equals("/api/v1/session") && request.getMethod().equals("POST"));
  }

  /// By the token's hash, so that no secret is kept.
  private long ofToken(HttpServletRequest request) {
    Optional<String> token = BearerToken.find(request);
    return token.isEmpty() ? 0 : tokens.take(HexFormat.of().formatHex(Token.hash(token.get())));
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response, long waitSeconds)
      throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(waitSeconds));
    problems.write(
        request,
        response,
        ProblemCode.TOO_MANY_REQUESTS,
        "too many requests from here; try again in %d seconds".formatted(waitSeconds));
  }
}
