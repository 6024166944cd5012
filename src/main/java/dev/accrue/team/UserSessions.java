package dev.accrue.team;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/// The browser sessions of a user.
@Component
class UserSessions {

  private final FindByIndexNameSessionRepository<? extends Session> sessions;
  private final Clock clock;

  UserSessions(FindByIndexNameSessionRepository<? extends Session> sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /// Begins one in the browser that sent this request.
  void begin(HttpServletRequest request, UUID userId) {
    HttpSession old = request.getSession(false);
    if (old != null) {
      // A session that somebody may have planted before does not become a signed-in one.
      old.invalidate();
    }
    HttpSession session = request.getSession(true);
    session.setAttribute(SessionCallers.USER_ID, userId.toString());
    session.setAttribute(SessionCallers.SIGNED_IN_AT, clock.millis());
    session.setAttribute(
        FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, userId.toString());
  }

  /// Ends all of them but one.
  ///
  /// @param keptId null to keep none
  void end(UUID userId, @Nullable String keptId) {
    sessions.findByPrincipalName(userId.toString()).keySet().stream()
        .filter(id -> !id.equals(keptId))
        .forEach(sessions::deleteById);
  }
}
