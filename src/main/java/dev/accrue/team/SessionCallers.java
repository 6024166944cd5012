package dev.accrue.team;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/// Reads who is signed in from the browser's session. The session holds the user's id, when that
/// one signed in, and nothing else: everything that may change is read anew, and only when a rule
/// or a controller asks. It ends some time after the sign-in, however busy it is.
@Component
class SessionCallers implements SecurityContextRepository {

  /// The session attribute with the user's id as text.
  static final String USER_ID = "accrue.user_id";

  /// The session attribute with the time of the sign-in, in milliseconds.
  static final String SIGNED_IN_AT = "accrue.signed_in_at";

  private final CallerStore callers;
  private final SessionProperties properties;
  private final Clock clock;

  SessionCallers(CallerStore callers, SessionProperties properties, Clock clock) {
    this.callers = callers;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
    return new Deferred(request);
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // the interface still has it
  public SecurityContext loadContext(HttpRequestResponseHolder holder) {
    return load(holder.getRequest());
  }

  @Override
  public void saveContext(
      SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
    // Sessions begin in SessionController and nowhere else.
  }

  @Override
  public boolean containsContext(HttpServletRequest request) {
    return userId(request) != null;
  }

  private SecurityContext load(HttpServletRequest request) {
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    String userId = userId(request);
    if (userId != null) {
      callers
          .findById(UUID.fromString(userId))
          .ifPresent(found -> {
            ActorOfTransactions.note(request, found.caller());
            context.setAuthentication(authenticated(found));
          });
    }
    return context;
  }

  private static Authenticated authenticated(CallerStore.Found found) {
    return new Authenticated(
        found.caller(),
        found.mustChangePassword() ? Authority.PASSWORD_CHANGE_ONLY : Authority.USER);
  }

  private @Nullable String userId(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(USER_ID) instanceof String id && lasts(session)
        ? id
        : null;
  }

  /// One that does not say since when it is there has been there for too long.
  private boolean lasts(HttpSession session) {
    return session.getAttribute(SIGNED_IN_AT) instanceof Long millis
        && clock.instant().isBefore(Instant.ofEpochMilli(millis).plus(properties.lifetime()));
  }

  private final class Deferred implements DeferredSecurityContext {

    private final HttpServletRequest request;
    private @Nullable SecurityContext loaded;

    Deferred(HttpServletRequest request) {
      this.request = request;
    }

    @Override
    public SecurityContext get() {
      SecurityContext existing = loaded;
      if (existing == null) {
        existing = load(request);
        loaded = existing;
      }
      return existing;
    }

    @Override
    public boolean isGenerated() {
      return get().getAuthentication() == null;
    }
  }
}
