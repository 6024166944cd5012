package dev.accrue.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.accrue.api.worker.EndCause;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against a collector on loopback.
@StillServer
class AttemptTracesTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<JsonNode> MESSAGES = new CopyOnWriteArrayList<>();
  private static final HttpServer COLLECTOR = collector();
  private static volatile int answer = 200;

  @Autowired private TestFleet fleet;
  @Autowired private SettableClock clock;
  @Autowired private TraceStore store;
  @Autowired private TransactionTemplate transactions;
  private AttemptTraces traces;

  private static HttpServer collector() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/v1/traces",
          exchange -> {
            try (exchange) {
              JsonNode message = JSON.readTree(exchange.getRequestBody().readAllBytes());
              boolean known = "key".equals(exchange.getRequestHeaders().getFirst("Api-Key"));
              if (answer == 200 && known) {
                MESSAGES.add(message);
              }
              exchange.sendResponseHeaders(known ? answer : 401, -1);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    COLLECTOR.stop(0);
  }

  @BeforeEach
  void clear() {
    fleet.clear();
    answer = 200;
    URI endpoint =
        URI.create("http://127.0.0.1:%d/v1/traces".formatted(COLLECTOR.getAddress().getPort()));
    traces =
        new AttemptTraces(
            store,
            new TraceProperties(endpoint, Map.of("api-key", "key")),
            JSON,
            transactions,
            clock);
    traces.tell();
    MESSAGES.clear();
  }

  @Test
  void tellsHowLongEachPartTook() {
    Instant begin = clock.instant();
    TestAttempt attempt = start();
    traces.tell();
    assertThat(spans()).as("before the first point").isEmpty();
    clock.advance(Duration.ofSeconds(3));
    assertThat(attempt.sendLosses(1, 2, 1).status()).isEqualTo(204);

    traces.tell();
    traces.tell();

    UUID job = attempt.assignment().jobId();
    assertThat(MESSAGES).hasSize(1);
    assertThat(
            MESSAGES
                .getFirst()
                .at("/resourceSpans/0/resource/attributes/0/value/stringValue")
                .asString())
        .isEqualTo("accrue");
    assertThat(spans())
        .allMatch(span -> span.path("traceId").asString().equals(job.toString().replace("-", "")))
        .extracting(span -> span.path("name").asString(), span -> seconds(span, begin))
        .containsExactly(
            tuple("job", List.of(0L, 13L)),
            tuple("attempt 1", List.of(0L, 13L)),
            tuple("wait for devices", List.of(0L, 10L)),
            tuple("start of the trainer", List.of(10L, 10L)),
            tuple("first optimizer step", List.of(10L, 13L)));
    assertThat(spans()).noneMatch(span -> span.has("status"));
    assertThat(spans().stream().map(span -> span.path("spanId").asString()).distinct())
        .hasSize(5)
        .allMatch(id -> id.matches("[0-9a-f]{16}"));
    assertThat(spans().get(2).path("parentSpanId")).isEqualTo(spans().get(1).path("spanId"));
    assertThat(spans().get(1).path("parentSpanId")).isEqualTo(spans().get(0).path("spanId"));
  }

  @Test
  void anAttemptThatEndsBeforeItsFirstStepIsAnError() {
    TestAttempt failed = start();
    assertThat(failed.end(EndCause.INTERNAL).status()).isEqualTo(204);
    traces.tell();

    assertThat(spans())
        .extracting(span -> span.path("name").asString())
        .containsExactly("job", "attempt 1", "wait for devices", "start of the trainer");
    assertThat(spans())
        .allMatch(span -> span.at("/status/code").asInt() == 2)
        .allMatch(span -> span.at("/status/message").asString().endsWith("INTERNAL"));
  }

  @Test
  void whatACollectorDoesNotTakeIsSentAgain() {
    TestAttempt attempt = start();
    attempt.sendLosses(1, 2, 1);
    answer = 503;
    traces.tell();
    assertThat(spans()).isEmpty();

    answer = 200;
    traces.tell();
    assertThat(spans()).hasSize(5);
  }

  /// Ten seconds after its submission.
  private TestAttempt start() {
    fleet.submit();
    clock.advance(Duration.ofSeconds(10));
    return fleet.restart();
  }

  private static List<JsonNode> spans() {
    List<JsonNode> spans = new ArrayList<>();
    MESSAGES.forEach(
        message -> message.at("/resourceSpans/0/scopeSpans/0/spans").forEach(spans::add));
    return spans;
  }

  /// When it began and ended.
  private static List<Long> seconds(JsonNode span, Instant since) {
    return List.of(
        second(span.path("startTimeUnixNano"), since), second(span.path("endTimeUnixNano"), since));
  }

  private static long second(JsonNode nanos, Instant since) {
    return Long.parseLong(nanos.asString()) / 1_000_000_000 - since.getEpochSecond();
  }
}
