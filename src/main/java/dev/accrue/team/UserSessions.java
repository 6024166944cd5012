package dev.accrue.team;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/// The browser sessions of a user.
@Component
class UserSessions {

  private final FindByIndexNameSessionRepository<? extends Session> sessions;

  UserSessions(FindByIndexNameSessionRepository<? extends Session> sessions) {
    this.sessions = sessions;
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
