package dev.accrue.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestServer;
import dev.accrue.testing.TestUploads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/// Fetches from a real server on loopback, whose address the list of prefixes names.
@TestServer
class DownloadTest {

  private static final byte[] ROWS = "size,price\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_BYTES = 1000;
  private static final HttpServer SERVER = serve();
  private static volatile CountDownLatch gate = new CountDownLatch(0);

  @DynamicPropertySource
  static void allow(DynamicPropertyRegistry properties) {
    properties.add(
        "accrue.download.allowed-url-prefixes",
        () -> "%s,http://localhost:%d/data/".formatted(url(""), SERVER.getAddress().getPort()));
    properties.add("accrue.download.idle-timeout", () -> "3s");
    properties.add("accrue.download.max-per-team", () -> 2);
    properties.add("accrue.upload.max-bytes", () -> MAX_BYTES);
  }

  private static HttpServer serve() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", DownloadTest::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(String file) {
    return "http://127.0.0.1:%d/data/%s".formatted(SERVER.getAddress().getPort(), file);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/data/rows.csv" -> send(exchange, ROWS, ROWS.length);
        case "/data/empty" -> exchange.sendResponseHeaders(200, -1);
        case "/data/large" -> send(exchange, new byte[MAX_BYTES + 1], MAX_BYTES + 1);
        case "/data/endless" -> send(exchange, new byte[MAX_BYTES + 1], 0);
        case "/data/broken" -> send(exchange, new byte[10], 500);
        case "/data/moved" -> redirect(exchange, "rows.csv");
        case "/data/away" -> redirect(exchange, "/secret/rows.csv");
        case "/data/elsewhere" -> redirect(exchange, "http://169.254.169.254/latest/");
        case "/data/around" -> redirect(exchange, "around");
        case "/data/still" -> stall(exchange);
        case "/data/waits" -> {
          await();
          send(exchange, ROWS, ROWS.length);
        }
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  /// @param declared 0 for chunks
  private static void send(HttpExchange exchange, byte[] bytes, long declared) throws IOException {
    exchange.sendResponseHeaders(200, declared);
    exchange.getResponseBody().write(bytes);
    exchange.getResponseBody().flush();
    if (declared == 0) {
      exchange.getResponseBody().close();
    }
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
  }

  /// Some bytes in a chunk, and then nothing.
  private static void stall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(ROWS);
    exchange.getResponseBody().flush();
    await();
  }

  private static void await() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private Downloads downloads;

  private String team;
  private TestHttp member;
  private TestHttp viewer;
  private TestHttp stranger;

  @BeforeEach
  void signIn() {
    String unique = UUID.randomUUID().toString().substring(0, 12);
    team = "t" + unique;
    UUID teamId = clients.newTeam(team);
    member = clients.newMember(teamId, "m" + unique, "MEMBER");
    viewer = clients.newMember(teamId, "v" + unique, "VIEWER");
    stranger = clients.newMember(clients.newTeam("o" + unique), "o" + unique, "MEMBER");
  }

  @AfterEach
  void open() {
    gate.countDown();
  }

  @AfterAll
  static void stop() {
    SERVER.stop(0);
  }

  @ParameterizedTest
  @CsvSource({"rows.csv", "moved"})
  void becomesAnUploadThatADataSetNames(String file) {
    JsonNode done = ended(begin(member, url(file), TestUploads.sha256(ROWS)));
    assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("SUCCEEDED");
    assertThat(done.get("receivedBytes").asInt()).isEqualTo(ROWS.length);

    Answer dataset =
        member.post(
            "/api/v1/datasets",
            """
            {"team": "%s", "name": "rows", "format": "CSV",
             "files": [{"split": "train", "role": "SAMPLES", "upload": "%s"}]}
            """
                .formatted(team, done.get("upload").asString()));
    assertThat(dataset.status()).as(dataset.toString()).isEqualTo(201);
    assertThat(dataset.json().get("splits").get(0).get("samples").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none      | 127.0.0.1 answered 404
          empty     | the file is empty
          large     | more than the 1000 bytes
          endless   | more than the 1000 bytes
          broken    | of 500 bytes; try again
          still     | the connection broke or stood still after 19 bytes
          away      | it redirects to /secret/rows.csv, which
          elsewhere | it redirects to http://169.254.169.254/latest/, which
          around    | it redirects more than 5 times
          """)
  void saysWhyItFailed(String file, String words) {
    gate = new CountDownLatch(1);
    int before = uploads();

    JsonNode done = ended(begin(member, url(file), null));

    assertThat(done.get("state").asString()).isEqualTo("FAILED");
    assertThat(done.get("message").asString()).contains(words);
    assertThat(done.get("upload").isNull()).isTrue();
    assertThat(uploads()).isEqualTo(before);
  }

  private int uploads() {
    return jdbc.sql("SELECT count(*) FROM upload").query(Integer.class).single();
  }

  @Test
  void keepsNothingThatHashesToSomethingElse() {
    JsonNode done = ended(begin(member, url("rows.csv"), "0".repeat(64)));

    assertThat(done.get("state").asString()).isEqualTo("FAILED");
    assertThat(done.get("message").asString())
        .isEqualTo(
            "the file hashes to %s, not to %s".formatted(TestUploads.sha256(ROWS), "0".repeat(64)));
  }

  @Test
  void refusesANameThatLeadsToAPrivateAddress() {
    String named = url("rows.csv").replace("127.0.0.1", "localhost");

    JsonNode done = ended(begin(member, named, null));

    assertThat(done.get("message").asString())
        .contains("the host localhost has an address that is not public");
  }

  @Test
  void refusesWhatThePrefixesDoNotAllow() {
    String outside = url("rows.csv").replace("/data/", "/secret/");
    Answer answer = begin(member, outside, null);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.json().get("violations").get(0).get("field").asString()).isEqualTo("url");
    assertThat(answer.json().get("violations").get(0).get("value").asString()).isEqualTo(outside);
    assertThat(begin(member, "file:///etc/passwd", null).status()).isEqualTo(422);
    assertThat(begin(member, url("rows.csv"), "abc").status()).isEqualTo(422);
  }

  @Test
  void isNotFoundByOthersAndNotBegunByViewers() {
    Answer begun = begin(member, url("rows.csv"), null);
    assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
    String path = begun.header("Location");

    assertThat(stranger.get(path).status()).isEqualTo(404);
    assertThat(viewer.get(path).status()).isEqualTo(200);
    assertThat(begin(viewer, url("rows.csv"), null).status()).isEqualTo(403);
    assertThat(begin(stranger, url("rows.csv"), null).status()).isEqualTo(422);
    String upload = ended(begun).get("upload").asString();
    assertThat(stranger.get("/api/v1/uploads/" + upload).status()).isEqualTo(404);
  }

  @Test
  void beginsOnceForOneKeyAndOnlyAFewAtOnce() {
    gate = new CountDownLatch(1);
    TestHttp keyed = member.with("Idempotency-Key", "key");
    Answer first = begin(keyed, url("waits"), null);
    Answer again = begin(keyed, url("waits"), null);
    assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
    assertThat(begin(keyed, url("rows.csv"), null).status()).isEqualTo(422);

    Answer second = begin(member, url("waits"), null);
    assertThat(begin(member, url("waits"), null).status()).isEqualTo(409);
    gate.countDown();
    ended(first);
    ended(second);
    assertThat(ended(begin(member, url("waits"), null)).get("state").asString())
        .isEqualTo("SUCCEEDED");
  }

  @Test
  void failsWhenItsServerIsGone() {
    gate = new CountDownLatch(1);
    Answer begun = begin(member, url("waits"), null);
    jdbc.sql("UPDATE download SET deadline_at = created_at WHERE id = CAST(? AS uuid)")
        .param(begun.json().get("id").asString())
        .update();

    downloads.sweep();

    JsonNode done = ended(begun);
    assertThat(done.get("message").asString()).contains("the server that fetched it is gone");
  }

  private Answer begin(TestHttp client, String url, @Nullable String sha256) {
    return client.post(
        "/api/v1/downloads",
        "{\"team\": \"%s\", \"url\": \"%s\"%s}"
            .formatted(team, url, sha256 == null ? "" : ", \"sha256\": \"%s\"".formatted(sha256)));
  }

  private JsonNode ended(Answer begun) {
    assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode now = member.get(begun.header("Location")).json();
      if (!now.get("state").asString().equals("RUNNING")) {
        return now;
      }
    }
    throw new AssertionError("the download does not end");
  }
}
