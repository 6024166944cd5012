package dev.accrue.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses large bodies before anything holds them in memory: at once where the length is said
/// beforehand, and while reading where it is not. Gives up on bodies that come too slowly. Runs
/// behind sign-in, so that strangers learn nothing.
@Component
@Order(BodyLimitFilter.ORDER)
class BodyLimitFilter extends OncePerRequestFilter {

  /// Right after Spring Security's filters, which are at -100.
  static final int ORDER = -90;

  /// Job specs are the largest bodies that people send.
  static final long API_BYTES = 256 * 1024;

  /// Points and manifests of models with many tensors.
  static final long WORKER_BYTES = 8 * 1024 * 1024;

  /// A chunk of an uploaded file.
  static final long CHUNK_BYTES = 8 * 1024 * 1024;

  private static final Pattern CHUNK = Pattern.compile("/api/v1/uploads/[^/]+/bytes");

  /// Streamed into the database, which has a limit of its own.
  private static final Pattern BLOB =
      Pattern.compile("/worker/v1/attempts/[^/]+/blobs/[0-9a-f]{64}");

  private final BodyProperties properties;
  private final ProblemWriter problems;

  BodyLimitFilter(BodyProperties properties, ProblemWriter problems) {
    this.properties = properties;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long limitBytes = limitBytes(request.getRequestURI());
    if (request.getContentLengthLong() > limitBytes) {
      problems.write(
          request, response, ProblemCode.BODY_TOO_LARGE, BodyTooLargeException.detail(limitBytes));
      return;
    }
    BodyPace pace = new BodyPace(properties.grace(), properties.bytesPerSecond(), System::nanoTime);
    chain.doFilter(new LimitedBody(request, limitBytes, pace), response);
  }

  private static long limitBytes(String path) {
    if (path.startsWith("/worker/")) {
      return BLOB.matcher(path).matches() ? Long.MAX_VALUE : WORKER_BYTES;
    }
    return CHUNK.matcher(path).matches() ? CHUNK_BYTES : API_BYTES;
  }
}
