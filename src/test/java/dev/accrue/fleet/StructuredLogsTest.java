package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.DispatcherServlet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server's lines as `LOGGING_STRUCTURED_FORMAT_CONSOLE=logstash` writes them, by the same
/// encoder.
@StillServer
class StructuredLogsTest {

  @Autowired private TestFleet fleet;
  @Autowired private LeaseReaper reaper;
  @Autowired private SettableClock clock;
  @Autowired private Environment environment;

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
  private final Logger reapers = (Logger) LoggerFactory.getLogger(LeaseReaper.class);
  private final Logger requests = (Logger) LoggerFactory.getLogger(DispatcherServlet.class);

  @BeforeEach
  void listen() {
    fleet.clear();
    LoggerContext context = reapers.getLoggerContext();
    context.putObject(Environment.class.getName(), environment);
    StructuredLogEncoder encoder = new StructuredLogEncoder();
    encoder.setContext(context);
    encoder.setFormat("logstash");
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(lines);
    appender.start();
    reapers.addAppender(appender);
    requests.addAppender(appender);
    requests.setLevel(Level.DEBUG); // says something about each request
  }

  @AfterEach
  void stopListening() {
    reapers.detachAppender(appender);
    requests.detachAppender(appender);
    requests.setLevel(null);
  }

  @Test
  void linesAboutATrainersRequestNameItsJobAndAttempt() {
    TestAttempt attempt = fleet.start();

    assertThat(attempt.sendLosses(1, 3, 1).status()).isEqualTo(204);

    assertThat(linesOf(attempt)).anyMatch(it -> it.contains("/points"));
  }

  @Test
  void linesAboutALostLeaseNameItsJobAndAttempt() {
    TestAttempt attempt = fleet.start();
    clock.advance(Duration.ofHours(1));

    reaper.reap();

    assertThat(linesOf(attempt)).anyMatch(it -> it.contains("did not renew the lease"));
  }

  @Test
  void linesAboutOthersNameNone() {
    fleet.register(1).beat();

    assertThat(all()).isNotEmpty().noneMatch(it -> it.has("job") || it.has("attempt"));
  }

  private List<String> linesOf(TestAttempt attempt) {
    return all().stream()
        .filter(
            it -> it.path("job").stringValue("").equals(attempt.assignment().jobId().toString()))
        .filter(it -> it.path("attempt").stringValue("").equals(attempt.id().toString()))
        .map(it -> it.get("message").stringValue())
        .toList();
  }

  private List<JsonNode> all() {
    return lines.toString(StandardCharsets.UTF_8).lines().map(new JsonMapper()::readTree).toList();
  }
}
