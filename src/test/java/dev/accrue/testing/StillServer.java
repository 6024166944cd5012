package dev.accrue.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;

/// A server that does nothing on its own and whose clock the test moves: scheduling, reaping and
/// sweeping happen when the test says so. `TestFleet` speaks to it as workers do.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@TestServer
@TestPropertySource(properties = "accrue.housekeeping.enabled=false")
@Import({StillServer.Time.class, TestFleet.class})
public @interface StillServer {

  /// The clock.
  @TestConfiguration(proxyBeanMethods = false)
  class Time {

    @Bean
    @Primary
    SettableClock settableClock() {
      return new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    }
  }
}
