package dev.accrue.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A reader of server-sent events.
public final class TestStream implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();

  /// Empty once the server has ended the stream.
  private final BlockingQueue<Optional<Event>> events = new LinkedBlockingQueue<>();

  private TestStream() {}

  /// One event.
  public record Event(String type, String id, JsonNode data) {}

  /// Sends a request whose answer is a stream.
  public static TestStream open(HttpRequest.Builder request) {
    TestStream stream = new TestStream();
    try {
      HttpResponse<InputStream> response =
          stream.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw new AssertionError("the stream was refused: " + response);
      }
      Thread.ofVirtual().start(() -> stream.read(response.body()));
      return stream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read(InputStream body) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String type = "";
      String id = "";
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          events.add(Optional.of(new Event(type, id, JSON.readTree(line.substring(6)))));
        }
      }
      events.add(Optional.empty());
    } catch (IOException e) {
      // Closed by the test.
      events.add(Optional.empty());
    }
  }

  /// The next event of this type; others are passed over.
  public Event next(String type) {
    while (true) {
      Event event = poll().orElseThrow(() -> new AssertionError("ended before a " + type));
      if (event.type().equals(type)) {
        return event;
      }
    }
  }

  /// All events up to the end of the stream.
  public List<Event> rest() {
    List<Event> rest = new ArrayList<>();
    for (Optional<Event> event = poll(); event.isPresent(); event = poll()) {
      rest.add(event.get());
    }
    return rest;
  }

  private Optional<Event> poll() {
    try {
      Optional<Event> event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("nothing came for 20 seconds");
      }
      return event;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
