package dev.accrue.team;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long a browser stays signed in.
///
/// @param lifetime from the sign-in on, whatever is done meanwhile; `spring.session.timeout` ends
///   sooner a session with which nothing is done
@ConfigurationProperties("accrue.session")
record SessionProperties(@DefaultValue("12h") Duration lifetime) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(90);

  SessionProperties {
    if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "accrue.session.lifetime is %s; give 1m to 90d".formatted(lifetime));
    }
  }
}
