package dev.accrue;

import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// A bound on what one statement of a person's request may take. What the server does on its own,
/// migrations, and requests of workers, who would only send them again, have none.
@Configuration(proxyBeanMethods = false)
class RequestStatements {

  private static final Duration LONGEST = Duration.ofHours(1);

  private final Duration timeout;

  RequestStatements(@Value("${accrue.statement-timeout:30s}") Duration timeout) {
    if (timeout.toSeconds() < 1 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "accrue.statement-timeout must be 1s to 1h, but is " + timeout);
    }
    this.timeout = timeout;
  }

  @Bean
  JdbcTemplate jdbcTemplate(DataSource dataSource) {
    return new BoundedTemplate(dataSource, (int) timeout.toSeconds());
  }

  /// Look-ups by JPA are those of requests, and short.
  @Bean
  HibernatePropertiesCustomizer boundedQueries() {
    return properties -> properties.put("jakarta.persistence.query.timeout", timeout.toMillis());
  }

  private static final class BoundedTemplate extends JdbcTemplate {

    private final int seconds;

    BoundedTemplate(DataSource dataSource, int seconds) {
      super(dataSource);
      this.seconds = seconds;
    }

    @Override
    public int getQueryTimeout() {
      return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
              && current.getRequest().getRequestURI().startsWith("/api/")
          ? seconds
          : super.getQueryTimeout();
    }
  }
}
