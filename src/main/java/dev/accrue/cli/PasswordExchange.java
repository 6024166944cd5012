package dev.accrue.cli;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Gets an API token for a name and a password: signs in as a browser does, makes a token, and
/// signs out.
final class PasswordExchange {

  private static final String CSRF_COOKIE = "XSRF-TOKEN";
  private static final String SESSION = "/api/v1/session";

  private final URI server;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  private PasswordExchange(URI server) {
    this.server = server;
  }

  /// A new token of this user.
  static String tokenFor(URI server, String user, String password, int validDays)
      throws IOException, ApiException {
    PasswordExchange exchange = new PasswordExchange(server);
    // Answered 401; what matters is its cookie.
    exchange.send("GET", SESSION, null).close();
    ObjectNode credentials = JsonNodeFactory.instance.objectNode();
    exchange.post(SESSION, credentials.put("name", user).put("password", password));
    try {
      ObjectNode token = JsonNodeFactory.instance.objectNode();
      token.put("name", "accrue command line").put("validForDays", validDays);
      String answer = exchange.post("/api/v1/tokens", token);
      return Json.MAPPER.readTree(answer).path("secret").asString();
    } finally {
      exchange.send("DELETE", SESSION, null).close();
    }
  }

  private String post(String path, ObjectNode body) throws IOException, ApiException {
    try (Http.Answer answer = send("POST", path, body)) {
      if (!answer.isGood()) {
        throw ApiException.of(answer.status(), answer.text());
      }
      return answer.text();
    }
  }

  private Http.Answer send(String method, String path, @Nullable ObjectNode body)
      throws IOException {
    Http request = Http.request(method, server.resolve(path));
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    request.header("X-XSRF-TOKEN", cookies.get(CSRF_COOKIE));
    Http.Answer answer =
        body == null
            ? request.send()
            : request.send("application/json", Json.MAPPER.writeValueAsBytes(body));
    answer.header("Set-Cookie").stream()
        .flatMap(header -> HttpCookie.parse(header).stream())
        .forEach(cookie -> cookies.put(cookie.getName(), cookie.getValue()));
    return answer;
  }
}
