package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.WorkerProblem;
import dev.accrue.problem.ProblemException;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestWorker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Workers that take nothing new: drained, stopping in order, or with a problem.
@StillServer
class DrainTest {

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private Heartbeats heartbeats;
  @Autowired private Drains drains;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void aDrainingWorkerFinishesWhatItRunsAndGetsNothingNew() {
    TestWorker worker = fleet.register(2);
    TestAttempt running = start(worker);
    assertThat(worker.beat(running.id()).draining()).isFalse();

    drains.drain(worker.id(), null);
    fleet.submit();

    assertThat(scheduling.tick()).isZero();
    HeartbeatReply reply = worker.beat(running.id());
    assertThat(reply.draining()).isTrue();
    assertThat(order(reply)).isEqualTo(Order.CONTINUE);
    assertThat(running.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
    assertThat(scheduling.tick()).isZero();

    drains.resume(worker.id());

    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(worker.beat().draining()).isFalse();
  }

  @Test
  void whatWasAssignedAndNotFetchedGoesBackToTheQueueWithoutARetry() {
    TestWorker worker = fleet.register(1);
    UUID job = fleet.submit();
    scheduling.tick();
    drains.drain(worker.id(), null);

    assertThat(worker.beat().assignments()).isEmpty();

    assertThat(state(job)).isEqualTo("QUEUED");
    assertThat(retries(job)).isZero();
    TestWorker other = fleet.register(1);
    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(other.takeOne().assignment().jobId()).isEqualTo(job);
  }

  @Test
  void preemptsFromTheDeadlineOn() {
    TestWorker worker = fleet.register(1);
    TestAttempt running = start(worker);
    drains.drain(worker.id(), clock.instant().plusSeconds(5));
    assertThat(order(worker.beat(running.id()))).isEqualTo(Order.CONTINUE);

    clock.advance(Duration.ofSeconds(5));

    assertThat(order(worker.beat(running.id()))).isEqualTo(Order.PREEMPT);
    assertThat(running.end(EndCause.PREEMPTED).status()).isEqualTo(204);
    assertThat(state(running.assignment().jobId())).isEqualTo("QUEUED");
  }

  @Test
  void aDrainOutlivesARestartOfTheWorker() {
    TestWorker worker = fleet.register(1);
    drains.drain(worker.id(), null);

    TestWorker newer = fleet.register(worker.id(), 1);

    assertThat(newer.beat().draining()).isTrue();
  }

  @Test
  void thereIsNoDrainingWhatIsNotThere() {
    UUID nobody = UUID.randomUUID();
    assertThatThrownBy(() -> drains.drain(nobody, null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(nobody.toString());
    assertThatThrownBy(() -> drains.resume(nobody)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aWorkerThatLeavesKeepsItsLeasesWhileItsTrainersSave() {
    TestWorker worker = fleet.register(2);
    TestAttempt running = start(worker);

    HeartbeatReply reply = leave(worker, running.id());

    assertThat(reply.leases()).extracting(LeaseState::validMillis).allMatch(millis -> millis > 0);
    fleet.submit();
    assertThat(scheduling.tick()).isZero();
    assertThat(running.end(EndCause.PREEMPTED).status()).isEqualTo(204);
    assertThat(leave(worker).leases()).isEmpty();
    assertThat(state(running.assignment().jobId())).isEqualTo("QUEUED");
  }

  @Test
  void whatALeavingWorkerDoesNotNameGoesBackToTheQueueAtOnce() {
    TestWorker worker = fleet.register(2);
    UUID assigned = fleet.submit();
    scheduling.tick();
    UUID handedOut = worker.takeOne().assignment().jobId();
    UUID other = fleet.submit();
    scheduling.tick();

    assertThat(leave(worker).assignments()).isEmpty();

    assertThat(handedOut).isEqualTo(assigned);
    for (UUID job : List.of(handedOut, other)) {
      assertThat(state(job)).isEqualTo("QUEUED");
      assertThat(retries(job)).isZero();
    }
    assertThat(jdbc.sql("SELECT DISTINCT cause FROM attempt").query(String.class).single())
        .isEqualTo("PREEMPTED");
  }

  @Test
  void aWorkerThatLeftComesBackUnderItsIdentity() {
    TestWorker worker = fleet.register(1);
    leave(worker);
    fleet.submit();
    assertThat(scheduling.tick()).isZero();

    TestWorker back = fleet.register(worker.id(), 1);

    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(back.takeOne().assignment()).isNotNull();
    assertThat(worker.sendBeat().status()).isEqualTo(409);
  }

  @Test
  void aWorkerWithAProblemGetsNothingUntilItIsOver() {
    TestWorker worker = fleet.register(1);
    UUID job = fleet.submit();
    scheduling.tick();

    assertThat(beat(worker, new WorkerProblem(null, "its disk is full")).assignments()).isEmpty();

    assertThat(state(job)).isEqualTo("QUEUED");
    assertThat(reasons(job)).anyMatch(reason -> reason.contains("its disk is full"));
    assertThat(scheduling.tick()).isZero();
    worker.beat();
    assertThat(scheduling.tick()).isEqualTo(1);
  }

  @Test
  void aDeviceWithAProblemGetsNothingAndTheOthersDo() {
    TestWorker worker = fleet.register(2);
    beat(worker, new WorkerProblem(0, "fell off the bus"));
    fleet.submit();
    fleet.submit();

    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(worker.takeOne().assignment().deviceOrdinals()).containsExactly(1);
    assertThat(scheduling.tick()).isEqualTo(1); // the heartbeat named no problem any more
  }

  @Test
  void anAttemptThatFailsForItsWorkersFullDiskDoesNotCostTheJobARetry() {
    TestWorker worker = fleet.register(1);
    TestAttempt attempt = start(worker);
    UUID job = attempt.assignment().jobId();
    AttemptEnd end = new AttemptEnd(EndCause.INTERNAL, "No space left on device", 0, true);

    assertThat(attempt.post("/end", end).status()).isEqualTo(204);

    assertThat(state(job)).isEqualTo("QUEUED");
    assertThat(retries(job)).isZero();
    assertThat(jdbc.sql("SELECT cause FROM attempt").query(String.class).single())
        .isEqualTo("INTERNAL");
    assertThat(reasons(job)).anyMatch(reason -> reason.contains("No space left on device"));
  }

  @Test
  void anAttemptThatFailsForNoReasonOfItsWorkersDoes() {
    TestWorker worker = fleet.register(1);
    TestAttempt attempt = start(worker);

    assertThat(attempt.end(EndCause.INTERNAL).status()).isEqualTo(204);

    assertThat(retries(attempt.assignment().jobId())).isEqualTo(1);
  }

  @Test
  void aLostDeviceIsToldApartFromALostWorker() {
    TestAttempt attempt = start(fleet.register(1));
    UUID job = attempt.assignment().jobId();

    assertThat(attempt.end(EndCause.LOST_DEVICE).status()).isEqualTo(204);

    assertThat(state(job)).isEqualTo("QUEUED");
    assertThat(retries(job)).isZero();
    assertThat(reasons(job)).anyMatch(reason -> reason.startsWith("LOST_DEVICE"));
  }

  private TestAttempt start(TestWorker worker) {
    fleet.submit();
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    return attempt;
  }

  private HeartbeatReply leave(TestWorker worker, UUID... attempts) {
    return heartbeats.beat(
        worker.id(), new Heartbeat(worker.incarnation(), List.of(attempts), true, List.of()));
  }

  private HeartbeatReply beat(TestWorker worker, WorkerProblem problem) {
    return heartbeats.beat(
        worker.id(), new Heartbeat(worker.incarnation(), List.of(), false, List.of(problem)));
  }

  private static Order order(HeartbeatReply reply) {
    return reply.leases().getFirst().order();
  }

  private String state(UUID job) {
    return jdbc.sql("SELECT state FROM job WHERE id = ?").param(job).query(String.class).single();
  }

  private int retries(UUID job) {
    return jdbc.sql("SELECT retries FROM job WHERE id = ?")
        .param(job)
        .query(Integer.class)
        .single();
  }

  private List<String> reasons(UUID job) {
    return jdbc.sql("SELECT reason FROM job_event WHERE job_id = ?")
        .param(job)
        .query((row, number) -> row.getString(1))
        .list();
  }
}
