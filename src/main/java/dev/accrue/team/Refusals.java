package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;

/// What Spring Security refuses, as problems: never a redirect and never a page.
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

  private final ProblemWriter problems;

  Refusals(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    problems.write(
        request,
        response,
        ProblemCode.UNAUTHENTICATED,
        "nobody is signed in; sign in, or send a token as \"Authorization: Bearer …\"");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException {
    if (e instanceof CsrfException) {
      problems.write(
          request,
          response,
          ProblemCode.CSRF_TOKEN_REQUIRED,
          "send the value of the cookie XSRF-TOKEN as the header X-XSRF-TOKEN");
    } else if (onlyPasswordChange()) {
      problems.write(
          request,
          response,
          ProblemCode.PASSWORD_CHANGE_REQUIRED,
          "change the password first, with POST /api/v1/session/password");
    } else {
      problems.write(
          request, response, ProblemCode.FORBIDDEN, "this is not allowed to whoever sent it");
    }
  }

  private static boolean onlyPasswordChange() {
    Authentication sender = SecurityContextHolder.getContext().getAuthentication();
    return sender != null && sender.getAuthorities().contains(Authority.PASSWORD_CHANGE_ONLY);
  }
}
