package dev.accrue.scheduling.plan;

import static dev.accrue.scheduling.plan.Scene.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceKind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One example for each rule.
class PlannerRulesTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Scene scene = new Scene();

  // Between teams

  @Test
  void theTeamThatUsedLessGoesFirst() {
    scene.worker("w", 1);
    scene.team("greedy").usage(7200);
    scene.team("modest").usage(3600);
    scene.job("old", "greedy");
    scene.job("young", "modest");

    assertThat(scene.plan().placed()).containsExactly("young on w:0");
  }

  @Test
  void aTeamOfTwiceTheWeightMayUseTwiceAsMuch() {
    scene.worker("w", 1);
    scene.team("heavy").usage(7000).weight(2);
    scene.team("light").usage(3600);
    scene.job("theirs", "light");
    scene.job("ours", "heavy");

    assertThat(scene.plan().placed()).containsExactly("ours on w:0");
  }

  @Test
  void aBurstCountsAtOnceSoThatItDoesNotTakeEverything() {
    scene.worker("w", 4);
    scene.team("burst").usage(0);
    scene.team("steady").usage(1800);
    for (int i = 0; i < 4; i++) {
      scene.job("burst" + i, "burst");
      scene.job("steady" + i, "steady");
    }

    assertThat(scene.plan().placed())
        .containsExactly("burst0 on w:0", "steady0 on w:1", "burst1 on w:2", "steady1 on w:3");
  }

  @Test
  void amongEqualTeamsTheOneThatWaitsLongestGoesFirst() {
    scene.worker("w", 1);
    scene.job("older", "b");
    scene.job("younger", "a");

    assertThat(scene.plan().placed()).containsExactly("older on w:0");
    assertThat(scene.plan().reason("older"))
        .isEqualTo("team b was next by fair share; device 0 of worker w is free");
  }

  // Inside a team

  @Test
  void insideATeamPriorityGoesBeforeAge() {
    scene.worker("w", 2);
    scene.job("old", "t");
    scene.job("older-than-young", "t").priority(5);
    scene.job("young", "t").priority(5);

    assertThat(scene.plan().placed()).containsExactly("older-than-young on w:0", "young on w:1");
  }

  // Quotas

  @Test
  void whatIsGuaranteedGoesBeforeFairShare() {
    scene.worker("w", 1);
    scene.team("guaranteed").guaranteed(1).usage(1e9);
    scene.job("borrower", "other");
    scene.job("owner", "guaranteed");

    assertThat(scene.plan().placed()).containsExactly("owner on w:0");
    assertThat(scene.plan().reason("owner"))
        .isEqualTo("team guaranteed held 0 of 1 guaranteed devices; device 0 of worker w is free");
  }

  @Test
  void idleQuotaIsLent() {
    scene.worker("w", 2);
    scene.team("owner").guaranteed(2);
    scene.job("one", "borrower");
    scene.job("two", "borrower");

    assertThat(scene.plan().placed()).containsExactly("one on w:0", "two on w:1");
  }

  @Test
  void lentQuotaIsTakenBackFromTheLowestPriorityWithTheLeastToLose() {
    scene.worker("w", 3);
    scene.team("owner").guaranteed(1);
    scene.running("important", "borrower", "w", 0).priority(5).lost(Duration.ZERO);
    scene.running("far", "borrower", "w", 1).lost(Duration.ofMinutes(30));
    scene.running("fresh", "borrower", "w", 2).lost(Duration.ofMinutes(5));
    scene.job("mine", "owner");

    Scene.Outcome outcome = scene.plan();

    assertThat(outcome.placed()).isEmpty();
    assertThat(outcome.preempted()).containsExactly("fresh for mine");
    assertThat(outcome.reserved()).containsExactly("mine on w:2 from PT0S");
    assertThat(outcome.decisions.preemptions().getFirst().reason())
        .startsWith("team borrower holds 3 devices and is guaranteed 0; team owner takes back");
    assertThat(outcome.sentence("mine"))
        .isEqualTo(
            "needs 1 whole device; gets them on worker w as soon as others there have saved and"
                + " stopped");
  }

  @Test
  void nobodyIsPreemptedForAJobThatWouldStillNotFit() {
    scene.worker("w", 2);
    scene.team("owner").guaranteed(2);
    scene.running("borrowed", "borrower", "w", 0);
    scene.running("pinned", "borrower", "w", 1).notPreemptible();
    scene.job("pair", "owner").devices(2);

    assertThat(scene.plan().preempted()).isEmpty();
  }

  @Test
  void onlyAsManyArePreemptedAsTheJobNeeds() {
    scene.worker("w", 4);
    scene.team("owner").guaranteed(4);
    scene.running("a", "borrower", "w", 0).priority(1);
    scene.running("pair", "borrower", "w", 1, 2).priority(2);
    scene.job("mine", "owner").devices(3);

    // One device is free, and the pair makes up for the rest.
    assertThat(scene.plan().preempted()).containsExactly("pair for mine");
  }

  @Test
  void aTeamWithinItsGuaranteeLosesNothing() {
    scene.worker("w", 2);
    scene.team("owner").guaranteed(1);
    scene.team("other").guaranteed(1);
    scene.running("one", "other", "w", 0).priority(-5);
    scene.running("two", "third", "w", 1).priority(50);
    scene.job("mine", "owner");

    assertThat(scene.plan().preempted()).containsExactly("two for mine");
  }

  @Test
  void aJobThatBorrowsPreemptsNobody() {
    scene.worker("w", 2);
    scene.team("owner").guaranteed(1);
    scene.running("mine", "owner", "w", 0);
    scene.running("theirs", "other", "w", 1);
    scene.job("more", "owner").priority(100);

    scene.policy = withoutPriorityPreemption();
    assertThat(scene.plan().preempted()).isEmpty();
  }

  @Test
  void whoWasToldToLeaveIsNotToldTwice() {
    scene.worker("w", 2);
    scene.team("owner").guaranteed(1);
    scene.running("leaving", "borrower", "w", 0).preempting();
    scene.running("staying", "borrower", "w", 1);
    scene.job("mine", "owner");

    Scene.Outcome outcome = scene.plan();

    assertThat(outcome.preempted()).isEmpty();
    assertThat(outcome.reserved()).containsExactly("mine on w:0 from PT0S");
    assertThat(outcome.code("mine")).isEqualTo(Wait.Code.PREEMPTING);
  }

  @Test
  void whatOneVictimLeavesIsUsedUpBeforeTheNextIsTold() {
    scene.worker("w", 3);
    scene.team("owner").guaranteed(3);
    scene.running("pair", "borrower", "w", 0, 1);
    scene.running("single", "borrower", "w", 2).priority(1);
    scene.job("a", "owner");
    scene.job("b", "owner");
    scene.job("c", "owner");

    Scene.Outcome outcome = scene.plan();

    assertThat(outcome.preempted()).containsExactly("pair for a", "single for c");
    assertThat(outcome.reserved())
        .containsExactly("a on w:0 from PT0S", "b on w:1 from PT0S", "c on w:2 from PT0S");
  }

  @Test
  void theRoomThatWasMadeForAJobIsNotForOthers() {
    scene.worker("w", 2);
    scene.worker("x", 1);
    scene.running("busy", "third", "x", 0);
    scene.team("owner").guaranteed(1);
    scene.job("earlier", "owner").priority(9);
    scene.job("mine", "other").devices(2).claimed("w");

    assertThat(scene.plan().placed()).containsExactly("mine on w:0 w:1");
    assertThat(scene.plan().reason("mine"))
        .isEqualTo("room was made for it: devices 0, 1 of worker w");
  }

  @Test
  void insideATeamOnlyAStrictlyHigherPriorityPreempts() {
    scene.worker("w", 2);
    scene.running("low", "t", "w", 0).priority(1);
    scene.running("equal", "t", "w", 1).priority(2);
    scene.job("first", "t").priority(2);
    scene.job("second", "t").priority(2);

    assertThat(scene.plan().preempted()).containsExactly("low for first");

    scene.policy = withoutPriorityPreemption();
    assertThat(scene.plan().preempted()).isEmpty();
  }

  @Test
  void aHigherPriorityPreemptsAlsoWhereTheTeamIsAtItsLimit() {
    scene.worker("w", 4);
    scene.team("t").limit(2);
    scene.running("low", "t", "w", 0, 1);
    scene.job("high", "t").priority(1).devices(2);

    assertThat(scene.plan().preempted()).containsExactly("low for high");
  }

  // Whole or not at all, reservations, back-fill

  @Test
  void aJobGetsAllItsDevicesOfOneWorkerOrNone() {
    scene.worker("v", 1);
    scene.worker("w", 1);
    scene.worker("x", 2);
    scene.running("r", "other", "x", 0).ends(HOUR);
    scene.job("pair", "t").devices(2);

    Scene.Outcome outcome = scene.plan();

    assertThat(outcome.placed()).isEmpty();
    assertThat(outcome.reserved()).containsExactly("pair on x:1 x:0 from PT1H");
    assertThat(outcome.code("pair")).isEqualTo(Wait.Code.RESERVED);
    assertThat(outcome.sentence("pair"))
        .isEqualTo(
            "needs 2 whole devices on one worker; the next to be free of worker x are kept for it,"
                + " probably from 2026-05-04 13:00 UTC");
  }

  @Test
  void smallJobsDoNotKeepALargeOneWaitingForEver() {
    scene.worker("w", 2);
    scene.running("r", "other", "w", 0).ends(HOUR);
    scene.job("large", "t").devices(2);
    scene.job("endless", "t");

    assertThat(scene.plan().placed()).isEmpty();
    assertThat(scene.plan().code("endless")).isEqualTo(Wait.Code.KEPT_FOR_OTHERS);
  }

  @Test
  void jobsThatEndInTimeUseTheHole() {
    scene.worker("w", 2);
    scene.running("r", "other", "w", 0).ends(HOUR);
    scene.job("large", "t").devices(2);
    scene.job("long", "t").remaining(HOUR.plusSeconds(1));
    scene.job("short", "t").remaining(HOUR);

    assertThat(scene.plan().placed()).containsExactly("short on w:1");
    assertThat(scene.plan().code("long")).isEqualTo(Wait.Code.KEPT_FOR_OTHERS);
    assertThat(scene.plan().reason("short"))
        .endsWith("device 1 of worker w is kept for a larger job, and this one ends before");
  }

  @Test
  void jobsThatUseOtherDevicesMayGoOn() {
    scene.worker("v", 1);
    scene.worker("w", 2);
    scene.running("r", "other", "w", 0).ends(HOUR);
    scene.job("large", "t").devices(2);
    scene.job("endless", "t");

    assertThat(scene.plan().placed()).containsExactly("endless on v:0");
  }

  @Test
  void aHoleThatNobodyKnowsTheEndOfIsNotFilled() {
    scene.worker("w", 2);
    scene.running("r", "other", "w", 0);
    scene.job("large", "t").devices(2);
    scene.job("short", "t").remaining(Duration.ofSeconds(1));

    assertThat(scene.plan().placed()).isEmpty();
    assertThat(scene.plan().reserved()).containsExactly("large on w:1 w:0 from ?");
  }

  // Parts of devices

  @Test
  void severalAttemptsShareADeviceWhenTheyFitTogether() {
    scene.worker("w", 2);
    scene.running("r", "other", "w", 1).memory(20 * GIB);
    scene.job("a", "t").memory(20 * GIB);
    scene.job("b", "t").memory(30 * GIB);
    scene.job("c", "t").memory(10 * GIB);
    scene.job("d", "t").memory(20 * GIB);

    Scene.Outcome outcome = scene.plan();

    assertThat(outcome.placed()).containsExactly("a on w:1", "b on w:0", "c on w:0");
    assertThat(outcome.decisions.placements().getFirst().devices().getFirst().memoryBytes())
        .isEqualTo(20 * GIB);
    assertThat(outcome.reserved()).containsExactly("d on w:0 from ?");
  }

  @Test
  void aJobWithoutDeviceMemoryTakesTheWholeDevice() {
    scene.worker("w", 1);
    scene.running("r", "other", "w", 0).memory(1);
    scene.job("whole", "t");

    assertThat(scene.plan().placed()).isEmpty();
  }

  @Test
  void processorSlotsAreSharedAlike() {
    scene.worker("w", 1, DeviceKind.CPU, Map.of(), false);
    scene.job("a", "t").memory(30 * GIB);
    scene.job("b", "t").memory(10 * GIB);

    assertThat(scene.plan().placed()).containsExactly("a on w:0", "b on w:0");
  }

  @Test
  void aPartOfADeviceCountsAsItsPartOfTheQuota() {
    scene.worker("w", 2);
    scene.team("t").limit(1);
    scene.job("a", "t").memory(30 * GIB);
    scene.job("b", "t").memory(20 * GIB);
    scene.job("c", "t").memory(10 * GIB).remaining(HOUR);

    Scene.Outcome outcome = scene.plan();

    assertThat(outcome.placed()).containsExactly("a on w:0");
    assertThat(outcome.sentence("b"))
        .isEqualTo("team t holds 0.75 of at most 1 device, which leaves too little");
    assertThat(outcome.code("c")).isEqualTo(Wait.Code.BEHIND_OWN_TEAM);
  }

  // Where a job may go

  @Test
  void aSelectorNamesLabelsThatTheWorkerMustHave() {
    scene.worker("v", 1, DeviceKind.CUDA, Map.of("zone", "north"), false);
    scene.worker("w", 1, DeviceKind.CUDA, Map.of("zone", "south", "disk", "fast"), false);
    scene.job("south", "t").selector("zone", "south");
    scene.job("east", "t").selector("zone", "east");

    assertThat(scene.plan().placed()).containsExactly("south on w:0");
    assertThat(scene.plan().code("east")).isEqualTo(Wait.Code.NO_SUCH_DEVICES);
    assertThat(scene.plan().sentence("east"))
        .isEqualTo("needs 1 whole device on one worker with zone=east; no worker has any such");
  }

  @Test
  void aKindIsRespected() {
    scene.worker("v", 2, DeviceKind.CPU, Map.of(), false);
    scene.worker("w", 1);
    scene.job("gpu", "t").kind(DeviceKind.CUDA);
    scene.job("pair", "t").kind(DeviceKind.CUDA).devices(2);

    assertThat(scene.plan().placed()).containsExactly("gpu on w:0");
    assertThat(scene.plan().sentence("pair"))
        .isEqualTo("needs 2 whole CUDA devices on one worker; no worker has more than 1 such");
  }

  @Test
  void aWorkerThatDrainsGetsNothing() {
    scene.worker("w", 1, DeviceKind.CUDA, Map.of(), true);
    scene.job("j", "t");

    assertThat(scene.plan().placed()).isEmpty();
    assertThat(scene.plan().sentence("j"))
        .isEqualTo("needs 1 whole device; only workers that are being drained have that");
  }

  @Test
  void theSmallestHoleThatDoesIsUsed() {
    scene.worker("v", 4);
    scene.worker("w", 2);
    scene.worker("x", 3);
    scene.job("pair", "t").devices(2);

    assertThat(scene.plan().placed()).containsExactly("pair on w:0 w:1");
  }

  // Limits

  @Test
  void aTeamGetsNoMoreThanItsDevices() {
    scene.worker("w", 4);
    scene.team("vision").limit(2);
    for (int i = 0; i < 4; i++) {
      scene.job("j" + i, "vision");
    }

    assertThat(scene.plan().placed()).containsExactly("j0 on w:0", "j1 on w:1");
    assertThat(scene.plan().sentence("j2")).isEqualTo("team vision is at its limit of 2 devices");
  }

  @Test
  void aJobAboveItsTeamsLimitIsToldSoAndIsInNobodysWay() {
    scene.worker("w", 4);
    scene.team("vision").limit(2);
    scene.job("huge", "vision").devices(3);
    scene.job("small", "vision");

    assertThat(scene.plan().placed()).containsExactly("small on w:0");
    assertThat(scene.plan().sentence("huge"))
        .isEqualTo("needs 3 whole devices on one worker; team vision may have at most 2 devices");
  }

  @Test
  void smallJobsDoNotEatUpTheLimitBeforeALargeOneOfTheirTeam() {
    scene.worker("w", 4);
    scene.team("vision").limit(2);
    scene.running("r", "vision", "w", 0).ends(HOUR);
    scene.job("large", "vision").devices(2);
    scene.job("long", "vision").remaining(HOUR.plusSeconds(1));
    scene.job("short", "vision").remaining(HOUR);

    Scene.Outcome outcome = scene.plan();

    assertThat(outcome.placed()).containsExactly("short on w:1");
    assertThat(outcome.code("large")).isEqualTo(Wait.Code.TEAM_DEVICE_LIMIT);
    assertThat(outcome.sentence("long"))
        .isEqualTo(
            "comes after job %s, which needs what the limit of team vision leaves, 2 devices in all"
                .formatted(scene.id("large")));
  }

  @Test
  void aTeamRunsNoMoreThanItsJobs() {
    scene.worker("w", 4);
    scene.team("vision").jobs(2);
    scene.running("r", "vision", "w", 0);
    scene.job("a", "vision");
    scene.job("b", "vision");

    assertThat(scene.plan().placed()).containsExactly("a on w:1");
    assertThat(scene.plan().sentence("b"))
        .isEqualTo("team vision is at its limit of 2 running jobs");
  }

  @Test
  void aUserRunsNoMoreThanItsJobsAndIsInNobodysWay() {
    scene.worker("w", 4);
    scene.team("vision").jobsPerUser(1);
    scene.job("a", "vision").user("ada");
    scene.job("b", "vision").user("ada");
    scene.job("c", "vision").user("ben");

    assertThat(scene.plan().placed()).containsExactly("a on w:0", "c on w:1");
    assertThat(scene.plan().sentence("b"))
        .isEqualTo("its user runs as many jobs as team vision allows one user, 1");
  }

  @Test
  void aJobThatWaitsForRoomIsToldHowMuchThereIs() {
    scene.worker("w", 4);
    scene.running("r", "other", "w", 0, 1);
    scene.job("first", "t").devices(3).memory(40 * GIB);
    scene.job("second", "t").devices(4).memory(40 * GIB);

    assertThat(scene.plan().code("first")).isEqualTo(Wait.Code.RESERVED);
    assertThat(scene.plan().sentence("second"))
        .isEqualTo("needs 4 devices of 40 GiB on one worker; the largest free hole is 2");
  }

  private static Policy withoutPriorityPreemption() {
    Policy it = Policy.DEFAULT;
    return new Policy(
        it.halfLife(),
        it.entryPenalty(),
        false,
        it.reservations(),
        it.assumedDuration(),
        it.durationError());
  }
}
