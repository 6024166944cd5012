package dev.accrue.testing;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/// An attempt as its trainer sees it.
public record TestAttempt(Assignment assignment, TestHttp anonymous) {

  /// The attempt's id.
  public UUID id() {
    return assignment.attemptId();
  }

  /// A client with the lease and the fencing token.
  public TestHttp http() {
    return http(assignment.fencingToken());
  }

  /// A client with the lease and any fencing token.
  public TestHttp http(long fencingToken) {
    return anonymous
        .with("Authorization", "Bearer " + assignment.leaseToken())
        .with("Accrue-Fencing-Token", Long.toString(fencingToken));
  }

  /// The address of something of this attempt.
  public String path(String rest) {
    return "/worker/v1/attempts/" + id() + rest;
  }

  /// Asks for the description, which starts the attempt.
  public AttemptDescription describe() {
    TestHttp.Answer answer = http().get(path(""));
    if (answer.status() != 200) {
      throw new AssertionError("the description was refused: " + answer);
    }
    return TestFleet.JSON.readValue(answer.text(), AttemptDescription.class);
  }

  /// POST of a body as JSON.
  public TestHttp.Answer post(String rest, Object body) {
    return http().post(path(rest), TestFleet.JSON.writeValueAsString(body));
  }

  /// Sends a loss for each optimizer step of a stretch; its value is the step times `factor`.
  public TestHttp.Answer sendLosses(long from, long to, double factor) {
    return post("/points", losses(from, to, factor));
  }

  /// A batch with a loss for each optimizer step of a stretch.
  public static PointBatch losses(long from, long to, double factor) {
    List<Long> steps = LongStream.rangeClosed(from, to).boxed().toList();
    return new PointBatch(
        to,
        List.of(
            new SeriesPoints(
                "train/loss",
                steps,
                steps.stream().map(step -> step * factor).toList(),
                steps.stream().map(step -> step * 10).toList(),
                steps.stream().map(step -> 1_700_000_000_000L + step).toList())));
  }

  /// Uploads a blob.
  public TestHttp.Answer put(String sha256, byte[] bytes) {
    TestHttp http = http();
    return http.send(
        http.request(path("/blobs/" + sha256)).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
  }

  /// Uploads small blobs together.
  public TestHttp.Answer write(byte[] body) {
    TestHttp http = http();
    return http.send(
        http.request(path("/blobs/write")).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /// Ends the attempt.
  public TestHttp.Answer end(EndCause cause) {
    return post("/end", new AttemptEnd(cause, "the test said so", 0));
  }
}
