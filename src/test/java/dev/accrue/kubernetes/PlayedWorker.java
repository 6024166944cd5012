package dev.accrue.kubernetes;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.Order;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A pod's worker and its trainer in one, who do each time what the real ones would have done
/// since.
final class PlayedWorker {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long OPTIMIZER_STEPS = 1_000;

  private final TestWorker worker;
  private final String pod;
  private @Nullable TestAttempt attempt;

  /// With the attempt's lease; one for all its requests, because each client costs time.
  private @Nullable TestHttp trainer;

  private long optimizerStep;
  private boolean over;

  PlayedWorker(Pods pods, Job job, String pod) {
    this.worker = pods.start(job);
    this.pod = pod;
  }

  String pod() {
    return pod;
  }

  boolean over() {
    return over;
  }

  /// A heartbeat, and some optimizer steps.
  void live(RandomGenerator random) {
    HeartbeatReply reply = beat(false);
    for (LeaseState lease : reply.leases()) {
      if (lease.validMillis() == 0) {
        // The server gave it up: its trainer is ended without a word.
        attempt = null;
        over = true;
      } else if (lease.order() != Order.CONTINUE) {
        end(lease.order() == Order.PREEMPT ? EndCause.PREEMPTED : EndCause.CANCELED);
      }
    }
    if (!over && attempt == null && !reply.assignments().isEmpty()) {
      begin(reply.assignments().getFirst());
    } else if (!over && attempt != null) {
      train(5 + random.nextInt(40), random.nextInt(8) == 0);
    }
  }

  private void begin(Assignment assignment) {
    TestAttempt begun = new TestAttempt(assignment, worker.stranger());
    attempt = begun;
    trainer = begun.http();
    CheckpointManifest resume = begun.describe().resume();
    optimizerStep = resume == null ? 0 : resume.optimizerStep();
  }

  private void train(long steps, boolean save) {
    long to = Math.min(OPTIMIZER_STEPS, optimizerStep + steps);
    if (to > optimizerStep) {
      expect(post("/points", TestAttempt.losses(optimizerStep + 1, to, 1)));
    }
    optimizerStep = to;
    if (to == OPTIMIZER_STEPS) {
      end(EndCause.SUCCEEDED);
    } else if (save) {
      save();
    }
  }

  private void save() {
    expect(TestCheckpoints.at(optimizerStep, fetchAttempt()).save(fetchAttempt()));
  }

  /// SIGTERM: what it runs saves and ends, and it says goodbye.
  void leave() {
    TestAttempt running = attempt;
    if (running != null) {
      if (optimizerStep > 0) {
        save();
      }
      end(EndCause.PREEMPTED);
    }
    over = true;
    send(true);
  }

  /// What one does that was cut off for longer than its lease: nothing that it writes may count.
  void writeLate() {
    TestAttempt lost = attempt;
    if (lost != null) {
      int status = lost.sendLosses(optimizerStep + 1, optimizerStep + 1, 99).status();
      if (status < 400) {
        throw new AssertionError("an ended attempt wrote: " + status);
      }
    }
    over = true;
  }

  private void end(EndCause cause) {
    expect(post("/end", new AttemptEnd(cause, "the test said so", optimizerStep)));
    attempt = null;
    over = true;
  }

  private TestHttp.Answer post(String rest, Object body) {
    TestHttp http = trainer;
    if (http == null) {
      throw new AssertionError("nothing runs");
    }
    return http.post(fetchAttempt().path(rest), JSON.writeValueAsString(body));
  }

  private TestAttempt fetchAttempt() {
    TestAttempt running = attempt;
    if (running == null) {
      throw new AssertionError("nothing runs");
    }
    return running;
  }

  private HeartbeatReply beat(boolean leaving) {
    TestHttp.Answer answer = send(leaving);
    expect(answer);
    return JSON.readValue(answer.text(), HeartbeatReply.class);
  }

  private TestHttp.Answer send(boolean leaving) {
    List<UUID> attempts = attempt == null ? List.of() : List.of(attempt.id());
    Heartbeat heartbeat = new Heartbeat(worker.incarnation(), attempts, leaving, List.of());
    return worker
        .http()
        .post(
            "/worker/v1/workers/%s/heartbeat".formatted(worker.id()),
            JSON.writeValueAsString(heartbeat));
  }

  private static void expect(TestHttp.Answer answer) {
    if (answer.status() >= 300) {
      throw new AssertionError("refused: " + answer);
    }
  }
}
