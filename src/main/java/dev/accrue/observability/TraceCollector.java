package dev.accrue.observability;

import dev.accrue.api.AccrueVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What takes spans: OTLP over HTTP in its JSON encoding.
///
/// @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP</a>
final class TraceCollector {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final URI endpoint;
  private final Map<String, String> headers;
  private final JsonMapper json;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  TraceCollector(URI endpoint, Map<String, String> headers, JsonMapper json) {
    this.endpoint = endpoint;
    this.headers = headers;
    this.json = json;
  }

  private record Spans(List<OfResource> resourceSpans) {}

  private record OfResource(Resource resource, List<OfScope> scopeSpans) {}

  private record Resource(List<Span.Attribute> attributes) {}

  private record OfScope(Scope scope, List<Span> spans) {}

  private record Scope(String name) {}

  /// Sends them.
  ///
  /// @throws IOException when the collector did not take them
  void send(List<Span> spans) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(message(spans))));
    headers.forEach(request::setHeader);
    int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status < 200 || status > 299) {
      throw new IOException("%s answered %d".formatted(endpoint, status));
    }
  }

  private static Spans message(List<Span> spans) {
    Resource accrue =
        new Resource(
            List.of(
                Span.Attribute.of("service.name", "accrue"),
                Span.Attribute.of("service.version", AccrueVersion.current())));
    return new Spans(
        List.of(new OfResource(accrue, List.of(new OfScope(new Scope("dev.accrue"), spans)))));
  }
}
