package dev.accrue.fleet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Closes the connection of a download that failed after it had begun. Its error has no place in
/// the answer any more and is swallowed further in; without this the reader would wait for the rest
/// until the connection times out.
@Component
public class BrokenDownloads extends OncePerRequestFilter {

  private static final String BROKEN = BrokenDownloads.class.getName();

  /// Says that the answer to this request broke off.
  public static void mark(HttpServletRequest request) {
    request.setAttribute(BROKEN, true);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, response);
    if (request.getAttribute(BROKEN) != null) {
      throw new ServletException("the download broke off; see the error before");
    }
  }
}
