package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/// Hashes and checks passwords. Hashing is meant to be slow, so only as many run at once as there
/// are processors: a flood of sign-ins waits and is then refused, and everything else goes on.
@Component
class Passwords {

  private static final int MIN_CHARACTERS = 12;

  /// BCrypt reads no further.
  private static final int MAX_BYTES = 72;

  private static final int PERMITS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final long WAIT_SECONDS = 5;

  /// Without the letters and digits that look like each other.
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int GROUPS = 4;
  private static final int GROUP_CHARACTERS = 5;

  private final PasswordEncoder encoder =
      PasswordEncoderFactories.createDelegatingPasswordEncoder();
  private final Semaphore permits = new Semaphore(PERMITS);
  private final SecureRandom random = new SecureRandom();

  /// Compared with when the name is unknown, so that the answer takes as long.
  private final String nobodysHash = hash(makeUp());

  String hash(String password) {
    return slowly(() -> {
      String hash = encoder.encode(password);
      if (hash == null) {
        throw new IllegalStateException("the encoder hashed nothing");
      }
      return hash;
    });
  }

  boolean matches(String password, String hash) {
    return slowly(() -> encoder.matches(password, hash));
  }

  void matchNobody(String password) {
    slowly(() -> encoder.matches(password, nobodysHash));
  }

  /// A password of about 99 random bits that people can type.
  String makeUp() {
    StringBuilder password = new StringBuilder();
    for (int group = 0; group < GROUPS; group++) {
      password.append(group == 0 ? "" : "-");
      for (int i = 0; i < GROUP_CHARACTERS; i++) {
        password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
    }
    return password.toString();
  }

  /// Refuses a new password that is too easy to guess or too long to be hashed whole.
  void requireAcceptable(String field, String userName, String password) {
    if (password.codePointCount(0, password.length()) < MIN_CHARACTERS) {
      throw refused(
          field, "has fewer than %d characters".formatted(MIN_CHARACTERS), "choose a longer one");
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw refused(field, "has more than %d bytes".formatted(MAX_BYTES), "choose a shorter one");
    }
    if (password.toLowerCase(Locale.ROOT).contains(userName)) {
      throw refused(field, "contains the user's name", "choose one without it");
    }
  }

  static ProblemException refused(String field, String message, String fix) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s %s; %s".formatted(field, message, fix),
        List.of(new Violation(field, null, message, fix)));
  }

  private <T> T slowly(Supplier<T> work) {
    boolean permitted = false;
    try {
      permitted = permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
      if (!permitted) {
        throw new ProblemException(
            ProblemCode.TOO_MANY_REQUESTS, "too many people sign in at once; try again shortly");
      }
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemCode.UNAVAILABLE, "the server is stopping; try again");
    } finally {
      if (permitted) {
        permits.release();
      }
    }
  }
}
