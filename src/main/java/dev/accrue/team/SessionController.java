package dev.accrue.team;

import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Signing in and out of a browser. The session is a row in PostgreSQL; the browser holds its
/// number in a cookie that scripts cannot read.
@RestController
@RequestMapping(path = "/api/v1/session", produces = MediaType.APPLICATION_JSON_VALUE)
class SessionController {

  private static final Logger LOG = LoggerFactory.getLogger(SessionController.class);

  private final PasswordSignIn passwords;
  private final CallerStore callers;
  private final UserSessions sessions;
  private final OidcProviders providers;

  SessionController(
      PasswordSignIn passwords,
      CallerStore callers,
      UserSessions sessions,
      OidcProviders providers) {
    this.passwords = passwords;
    this.callers = callers;
    this.sessions = sessions;
    this.providers = providers;
  }

  record SignIn(
      @NotBlank @Size(max = 100) String name, @NotBlank @Size(max = 1000) String password) {}

  record ChangePassword(
      @NotBlank @Size(max = 1000) String currentPassword,
      @NotBlank @Size(max = 1000) String newPassword) {}

  /// Signs in.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  SessionView signIn(@RequestBody @Valid SignIn credentials, HttpServletRequest request) {
    UUID userId = checked(credentials, request.getRemoteAddr());
    sessions.begin(request, userId);
    return view(userId);
  }

  /// Whoever watches the log sees who tries to come in; what they wrote is cut and without line
  /// breaks, so that nobody writes lines of their own.
  private UUID checked(SignIn credentials, String address) {
    @Nullable String name = Shortened.of(credentials.name());
    try {
      UUID userId = passwords.signIn(credentials.name(), credentials.password());
      LOG.info("{} signed in from {}", name, address);
      return userId;
    } catch (ProblemException e) {
      LOG.warn("a sign-in as {} from {} was refused: {}", name, address, e.code());
      throw e;
    }
  }

  /// Which ways there are to sign in; for everybody.
  @GetMapping("/ways")
  SignInWays signInWays() {
    return SignInWays.of(providers);
  }

  /// Who is signed in.
  @GetMapping
  SessionView session(Caller caller) {
    return caller.token() == null ? view(caller.userId()) : SessionView.of(caller, false);
  }

  /// Signs out.
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void signOut(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
  }

  /// Changes the password and ends the user's other sessions.
  @PostMapping(path = "/password", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void changePassword(
      @RequestBody @Valid ChangePassword change, Caller caller, HttpServletRequest request) {
    passwords.changePassword(caller, change.currentPassword(), change.newPassword());
    HttpSession session = request.getSession(false);
    sessions.end(caller.userId(), session == null ? null : session.getId());
    if (session != null) {
      request.changeSessionId();
    }
  }

  private SessionView view(UUID userId) {
    CallerStore.Found found =
        callers
            .findById(userId)
            .orElseThrow(() -> new IllegalStateException("the user has just been read"));
    return SessionView.of(found.caller(), found.mustChangePassword());
  }
}
