package dev.accrue.testing;

import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import java.util.List;
import java.util.UUID;

/// A worker as the server knows it: what its agent would say over HTTP.
public record TestWorker(UUID id, UUID incarnation, TestHttp http, TestHttp stranger) {

  /// Sends a heartbeat that names these attempts.
  public TestHttp.Answer sendBeat(UUID... attempts) {
    return http.post(
        "/worker/v1/workers/%s/heartbeat".formatted(id),
        TestFleet.JSON.writeValueAsString(new Heartbeat(incarnation, List.of(attempts))));
  }

  /// Says its last word.
  public TestHttp.Answer leave() {
    return http.post(
        "/worker/v1/workers/%s/heartbeat".formatted(id),
        TestFleet.JSON.writeValueAsString(new Heartbeat(incarnation, List.of(), true, List.of())));
  }

  /// Sends a heartbeat that has to be answered.
  public HeartbeatReply beat(UUID... attempts) {
    TestHttp.Answer answer = sendBeat(attempts);
    if (answer.status() != 200) {
      throw new AssertionError("the heartbeat was refused: " + answer);
    }
    return TestFleet.JSON.readValue(answer.text(), HeartbeatReply.class);
  }

  /// Takes the one assignment that there must be.
  public TestAttempt takeOne() {
    HeartbeatReply reply = beat();
    if (reply.assignments().size() != 1) {
      throw new AssertionError("expected one assignment, got " + reply);
    }
    return new TestAttempt(reply.assignments().getFirst(), stranger);
  }
}
