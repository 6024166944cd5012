package dev.accrue.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What no controller sees is answered with a problem too, and never with a page.
@TestServer
class HttpEdgesTest {

  @Autowired private HttpClients clients;
  @LocalServerPort private int port;

  @Test
  void unknownPathsAreProblems() {
    TestHttp.Answer answer = clients.administrator().get("/api/v1/nothing?a=b");

    JsonNode problem = assertProblem(answer, 404, "NOT_FOUND");
    assertThat(problem.get("type").asString()).isEqualTo("urn:accrue:problem:not-found");
    assertThat(problem.get("title").asString()).isEqualTo("Not Found");
    assertThat(problem.get("instance").asString()).isEqualTo("/api/v1/nothing");
    assertThat(problem.get("violations")).isEmpty();
  }

  @Test
  void wrongMethodsAreProblems() {
    TestHttp.Answer answer = clients.administrator().delete("/api/v1/jobs");

    assertProblem(answer, 405, "METHOD_NOT_ALLOWED");
    assertThat(answer.header("Allow")).contains("GET").contains("POST");
  }

  @Test
  void browsersThatAskForPagesGetProblemsFromTheApi() {
    TestHttp browser = clients.administrator().with("Accept", "text/html");

    assertProblem(browser.get("/api/v1/nothing"), 404, "NOT_FOUND");
    assertProblem(browser.get("/api/v1/jobs"), 406, "NOT_ACCEPTABLE");
    assertProblem(
        clients.anonymous().with("Accept", "text/html").get("/api/v1/jobs"),
        401,
        "UNAUTHENTICATED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator/env", "/actuator/metrics", "/actuator", "/v3/api-docs/x"})
  void whatIsNotOpenIsClosed(String path) {
    assertThat(clients.anonymous().get(path).status()).isEqualTo(401);
    assertThat(clients.administrator().get(path).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/v3/api-docs",
        "/v3/api-docs/swagger-config",
        "/swagger-ui/index.html"
      })
  void healthAndTheApisDescriptionAreOpen(String path) {
    assertThat(clients.anonymous().get(path).status()).isEqualTo(200);
  }

  @Test
  void healthTellsStrangersNothingMore() {
    assertThat(clients.anonymous().get("/actuator/health").json().toString())
        .doesNotContain("components")
        .doesNotContain("PostgreSQL");
  }

  @Test
  void everyAnswerCarriesTheHeadersThatBrowsersObey() {
    TestHttp.Answer answer = clients.anonymous().get("/api/v1/jobs");

    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'self'")
        .contains("script-src 'self';")
        .contains("style-src 'self' 'unsafe-inline'")
        .contains("frame-ancestors 'none'")
        .contains("object-src 'none'");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Server")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html", "/jobs", "/api/v1/jobs"})
  void soDoesOneToHead(String path) {
    TestHttp browser = clients.anonymous().with("Accept", "text/html,*/*");

    TestHttp.Answer answer =
        browser.send(browser.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.header("Content-Security-Policy")).contains("default-src 'self'");
  }

  /// Requests that the container or the firewall refuses before anything else looks at them.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/jobs?x=<y> HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api//v1/jobs HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/../../etc HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/jobs;x=y HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/%2e%2e/jobs HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/a%00b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n",
        "TRACE /api/v1/jobs HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n",
        "POST /api/v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      })
  void malformedRequestsAreProblems(String request) throws IOException {
    String answer = raw(request);

    assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
    assertThat(answer).doesNotContain("<html").doesNotContain("Exception").doesNotContain("Apache");
    JsonNode problem =
        new JsonMapper()
            .readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
    assertThat(problem.get("status").asInt()).isBetween(400, 499);
    assertThat(problem.get("code").asString()).isNotEmpty();
  }

  @Test
  void aBodyOfAnyTypeIsRefused() {
    TestHttp.Answer answer =
        clients
            .administrator()
            .post(
                "/api/v1/teams",
                "*/*",
                "{\"name\": \"any-type\"}".getBytes(StandardCharsets.UTF_8));

    JsonNode problem = assertProblem(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
    assertThat(problem.at("/violations/0/field").asString()).isEqualTo("Content-Type");
  }

  @Test
  void aLongHeaderIsAProblem() throws IOException {
    String answer =
        raw("GET /api/v1/jobs HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(100_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("<html");
  }

  private JsonNode assertProblem(TestHttp.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("code").asString()).isEqualTo(code);
    return answer.json();
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
      }
      return answer.toString();
    }
  }
}
