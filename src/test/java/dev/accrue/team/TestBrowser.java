package dev.accrue.team;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Goes from site to site as a person's browser does: follows redirects, keeps the cookies of each
/// host, and leaves those at home that may not travel when another site leads there
/// (`SameSite=Strict`).
final class TestBrowser {

  private static final int MOST_REDIRECTS = 10;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Map<String, Kept>> cookies = new LinkedHashMap<>();
  private final List<String> setCookies = new ArrayList<>();
  private UnaryOperator<URI> meddling = UnaryOperator.identity();

  private record Kept(String value, String path, boolean strict) {}

  /// Where redirects ended.
  record Page(URI address, int status, String text) {}

  /// Somebody changes addresses on their way.
  void meddle(UnaryOperator<URI> meddling) {
    this.meddling = meddling;
  }

  /// The person writes an address or follows a link of the same site.
  Page open(String address) {
    return follow(HttpRequest.newBuilder(URI.create(address)).GET(), URI.create(address));
  }

  /// The person fills in a form of the site.
  Page submit(String address, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return follow(
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        URI.create(address));
  }

  /// A script of the site deletes something.
  Page delete(String address) {
    URI at = URI.create(address);
    String token =
        Objects.requireNonNull(cookies.getOrDefault(at.getHost(), Map.of()).get("XSRF-TOKEN"))
            .value();
    return follow(HttpRequest.newBuilder(at).header("X-XSRF-TOKEN", token).DELETE(), at);
  }

  /// The lines `Set-Cookie` of a name, the oldest first.
  List<String> setCookies(String name) {
    return setCookies.stream().filter(line -> line.startsWith(name + "=")).toList();
  }

  private Page follow(HttpRequest.Builder request, URI address) {
    String site = address.getHost();
    boolean sameSite = true;
    HttpRequest.Builder next = request;
    URI at = address;
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      // Once it has been elsewhere, a way stays one that another site led.
      sameSite &= at.getHost().equals(site);
      HttpResponse<String> answer = send(next, at, sameSite);
      if (answer.statusCode() / 100 != 3) {
        return new Page(at, answer.statusCode(), answer.body());
      }
      at = meddling.apply(at.resolve(answer.headers().firstValue("Location").orElseThrow()));
      next = HttpRequest.newBuilder(at).GET();
    }
    throw new AssertionError("more than " + MOST_REDIRECTS + " redirects, the last to " + at);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, URI at, boolean sameSite) {
    String sent =
        cookies.getOrDefault(at.getHost(), Map.of()).entrySet().stream()
            .filter(cookie -> at.getPath().startsWith(cookie.getValue().path()))
            .filter(cookie -> sameSite || !cookie.getValue().strict())
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue().value())
            .collect(Collectors.joining("; "));
    if (!sent.isEmpty()) {
      request.header("Cookie", sent);
    }
    request.header("Accept", "text/html,*/*;q=0.8");
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      answer.headers().allValues("Set-Cookie").forEach(line -> keep(at.getHost(), line));
      return answer;
    } catch (IOException e) {
      throw new AssertionError("no answer from " + at, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void keep(String host, String line) {
    setCookies.add(line);
    // The JDK's parser knows no SameSite.
    boolean strict = line.toLowerCase(Locale.ROOT).contains("samesite=strict");
    HttpCookie cookie = HttpCookie.parse(line).getFirst();
    Map<String, Kept> kept = cookies.computeIfAbsent(host, _ -> new LinkedHashMap<>());
    if (cookie.getMaxAge() == 0) {
      kept.remove(cookie.getName());
    } else {
      String path = cookie.getPath() == null ? "/" : cookie.getPath();
      kept.put(cookie.getName(), new Kept(cookie.getValue(), path, strict));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
