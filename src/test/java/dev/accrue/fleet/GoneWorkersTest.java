package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.fleet.WorkerView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestWorker;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Workers that are gone for good leave the lists, and nothing else.
@StillServer
class GoneWorkersTest {

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private LeaseReaper reaper;
  @Autowired private GoneWorkers gone;
  @Autowired private FleetOverview overview;
  @Autowired private FleetProperties properties;
  @Autowired private SettableClock clock;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void aWorkerThatHoldsALeaseStaysUntilThatHasEnded() {
    TestWorker worker = fleet.register(1);
    fleet.submit();
    scheduling.tick();
    worker.takeOne().describe();
    clock.advance(properties.removeWorkersAfter());

    assertThatThrownBy(() -> gone.remove(worker.id()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ProblemCode.WRONG_STATE))
        .hasMessageContaining("holds a lease");
    gone.sweep();
    assertThat(listed()).containsExactly(worker.id());

    reaper.reap();
    gone.remove(worker.id());
    assertThat(listed()).isEmpty();
  }

  @Test
  void whoWasNotHeardOfForLongIsRemovedAndComesBackByAHeartbeatOrARegistration() {
    TestWorker beats = fleet.register(1);
    TestWorker registers = fleet.register(1);
    clock.advance(properties.removeWorkersAfter());
    TestWorker stays = fleet.register(1);

    gone.sweep();
    assertThat(listed()).containsExactly(stays.id());

    beats.beat();
    fleet.register(registers.id(), 1);
    assertThat(listed()).containsExactlyInAnyOrder(beats.id(), registers.id(), stays.id());
    for (int job = 0; job < 3; job++) {
      fleet.submit();
    }
    stays.beat();
    assertThat(scheduling.tick()).isEqualTo(3);
  }

  private List<UUID> listed() {
    return overview.workers(List.of()).stream().map(WorkerView::id).toList();
  }
}
