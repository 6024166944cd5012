package dev.accrue.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An HTTP client that keeps cookies and never follows redirects.
public final class TestHttp {

  private static final JsonMapper JSON = new JsonMapper();

  private final String address;
  private final CookieManager cookies;
  private final HttpClient client;
  private final Map<String, String> headers;

  /// Of a server at this address.
  public TestHttp(String address) {
    this(address, new CookieManager(), Map.of());
  }

  private TestHttp(String address, CookieManager cookies, Map<String, String> headers) {
    this.address = address;
    this.cookies = cookies;
    this.headers = headers;
    this.client = HttpClient.newBuilder().cookieHandler(cookies).build();
  }

  /// A client with the same cookies that sends one more header.
  public TestHttp with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new TestHttp(address, cookies, more);
  }

  /// A client that sends the CSRF cookie back as the web app does.
  public TestHttp withCsrf() {
    return with("X-XSRF-TOKEN", cookie("XSRF-TOKEN"));
  }

  /// The value of a cookie.
  public String cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(cookie -> cookie.getValue())
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no cookie " + name));
  }

  /// An answer, its body as text.
  public record Answer(HttpResponse<String> response) {

    /// The status.
    public int status() {
      return response.statusCode();
    }

    /// The body as text.
    public String text() {
      return response.body();
    }

    /// The body as JSON.
    public JsonNode json() {
      return JSON.readTree(response.body());
    }

    /// A header, empty if it is missing.
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    @Override
    public String toString() {
      return status() + " " + text();
    }
  }

  /// GET.
  public Answer get(String path) {
    return send(request(path).GET());
  }

  /// DELETE.
  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /// POST without a body.
  public Answer post(String path) {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /// POST of JSON.
  public Answer post(String path, String json) {
    return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /// PUT of JSON.
  public Answer put(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  /// POST of anything.
  public Answer post(String path, String contentType, byte[] body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /// Sends a request that `request` began.
  public Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// A request with this client's headers.
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    headers.forEach(request::header);
    return request;
  }
}
