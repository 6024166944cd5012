package dev.accrue.cli;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Gets an API token for a name and a password: signs in as a browser does, makes a token, and
/// signs out.
final class PasswordExchange {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String CSRF_COOKIE = "XSRF-TOKEN";
  private static final String SESSION = "/api/v1/session";

  private final URI server;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http;
  private final JsonMapper json = JsonMapper.builder().build();

  private PasswordExchange(URI server) {
    this.server = server;
    this.http = PlainContext.client(server).cookieHandler(cookies).connectTimeout(TIMEOUT).build();
  }

  static String tokenFor(URI server, String user, String password, int validDays)
      throws IOException, InterruptedException, ApiException {
    PasswordExchange exchange = new PasswordExchange(server);
    // Answered 401; what matters is its cookie.
    exchange.http.send(
        exchange.request(SESSION).GET().build(), HttpResponse.BodyHandlers.discarding());
    ObjectNode credentials = JsonNodeFactory.instance.objectNode();
    exchange.post(SESSION, credentials.put("name", user).put("password", password));
    try {
      ObjectNode token = JsonNodeFactory.instance.objectNode();
      token.put("name", "accrue command line").put("administrator", true);
      String answer = exchange.post("/api/v1/tokens", token.put("validForDays", validDays));
      return exchange.json.readTree(answer).path("secret").asString();
    } finally {
      exchange.http.send(
          exchange.request(SESSION).DELETE().build(), HttpResponse.BodyHandlers.discarding());
    }
  }

  private String post(String path, ObjectNode body)
      throws IOException, InterruptedException, ApiException {
    HttpResponse<String> response =
        http.send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw ApiException.of(response.statusCode(), response.body(), json);
    }
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
    cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(CSRF_COOKIE))
        .map(HttpCookie::getValue)
        .forEach(value -> request.header("X-XSRF-TOKEN", value));
    return request;
  }
}
