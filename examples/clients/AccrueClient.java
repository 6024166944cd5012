import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Submits a spec to Accrue, waits for its end, and writes its curves to a CSV file. Needs a JDK 25
/// and nothing else; a program of yours would read answers with its own JSON library.
///
///     ACCRUE_SERVER=http://127.0.0.1:8080 ACCRUE_TOKEN=... java AccrueClient.java spec.yaml curves.csv
record AccrueClient(HttpClient http, URI server, String token) {

  private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELED");

  static void main(String[] args) throws IOException, InterruptedException {
    String server = System.getenv().getOrDefault("ACCRUE_SERVER", "http://127.0.0.1:8080");
    String token = System.getenv("ACCRUE_TOKEN");
    try (HttpClient http = HttpClient.newHttpClient()) {
      AccrueClient accrue = new AccrueClient(http, URI.create(server), token);
      String job = accrue.submit(Path.of(args[0]));
      System.out.println("submitted " + job);
      String state = accrue.await(job);
      accrue.writeCurves(job, Path.of(args[1]));
      System.out.println("ended " + state);
      System.exit(state.equals("SUCCEEDED") ? 0 : 1);
    }
  }

  String submit(Path spec) throws IOException, InterruptedException {
    // With a key, a request that is sent again after a lost answer is the same job.
    HttpRequest.Builder request =
        request("/jobs")
            .header("Content-Type", "application/yaml")
            .header("Idempotency-Key", UUID.randomUUID().toString());
    BodyPublisher body = BodyPublishers.ofFile(spec);
    return text(send(request.POST(body), BodyHandlers.ofString()), "id");
  }

  String await(String job) throws IOException, InterruptedException {
    while (true) {
      String state = text(send(request("/jobs/" + job).GET(), BodyHandlers.ofString()), "state");
      if (ENDED.contains(state)) {
        return state;
      }
      Thread.sleep(1000);
    }
  }

  void writeCurves(String job, Path file) throws IOException, InterruptedException {
    send(request("/jobs/%s/series/export?format=CSV".formatted(job)).GET(), BodyHandlers.ofFile(file));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve("/api/v1" + path))
        .header("Authorization", "Bearer " + token);
  }

  private <T> T send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    HttpResponse<T> response = http.send(request.build(), handler);
    if (response.statusCode() / 100 != 2) {
      // An RFC 9457 problem: says the field, its value and the fix.
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /// The first property of this name; good enough for identifiers and states.
  private static String text(String json, String property) {
    Matcher matcher = Pattern.compile("\"%s\":\"([^\"]*)\"".formatted(property)).matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + property + " in " + json);
    }
    return matcher.group(1);
  }
}
