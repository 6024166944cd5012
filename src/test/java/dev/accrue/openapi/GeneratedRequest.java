package dev.accrue.openapi;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that nobody thought of.
///
/// @param target path and query
/// @param json the body's value where it is JSON, and was not spoilt on its way into bytes
@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
record GeneratedRequest(
    ApiDocument.Operation operation,
    String method,
    String target,
    Map<String, String> headers,
    byte[] body,
    tools.jackson.databind.@Nullable JsonNode json) {

  private static final int SHOWN_CHARACTERS = 600;

  HttpRequest.Builder addTo(HttpRequest.Builder request, String address) {
    headers.forEach(request::header);
    return request
        .uri(URI.create(address + target))
        .method(
            method,
            body.length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(body));
  }

  @Override
  public String toString() {
    String text = new String(body, StandardCharsets.UTF_8);
    return "%s %s %s %s"
        .formatted(
            method,
            target,
            headers,
            text.length() > SHOWN_CHARACTERS
                ? text.substring(0, SHOWN_CHARACTERS) + "… (%d)".formatted(text.length())
                : text);
  }
}
