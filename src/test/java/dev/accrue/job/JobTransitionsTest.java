package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.JobState;
import dev.accrue.testing.TestDatabase;
import dev.accrue.testing.TestRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

class JobTransitionsTest {

  private static final Path DIAGRAM = Path.of("docs", "state-machines.md");

  @Test
  void theTableAndTheConstraintAgreeOnEveryPair() {
    try (TestDatabase database = new TestDatabase()) {
      TestRows rows = new TestRows(database.jdbc());
      UUID job = rows.job(rows.team(), rows.user(), "{}", 0, Instant.EPOCH);
      for (JobState from : JobState.values()) {
        for (JobState to : JobState.values()) {
          assertThat(constraintAllows(database, job, from, to))
              .describedAs("%s to %s", from, to)
              .isEqualTo(JobTransitions.allows(from, to));
        }
      }
    }
  }

  @Test
  void everyStateIsReachedAndOnlySuccessIsFinal() {
    Set<JobState> left =
        JobTransitions.TABLE.stream().map(JobTransition::from).collect(Collectors.toSet());
    Set<JobState> entered =
        JobTransitions.TABLE.stream().map(JobTransition::to).collect(Collectors.toSet());

    assertThat(entered).containsExactlyInAnyOrder(JobState.values());
    for (JobState state : JobState.values()) {
      assertThat(left.contains(state))
          .describedAs("%s", state)
          .isEqualTo(state != JobState.SUCCEEDED);
    }
  }

  /// `-Ddocs.update=true` writes the page instead.
  @Test
  void theDiagramInTheDocsIsTheTable() throws IOException {
    String page = page();
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(DIAGRAM, page);
    }
    assertThat(DIAGRAM)
        .describedAs("run the test with -Ddocs.update=true and commit the page")
        .hasContent(page);
  }

  private static boolean constraintAllows(
      TestDatabase database, UUID job, JobState from, JobState to) {
    try {
      return database
              .jdbc()
              .sql(
                  """
                  INSERT INTO job_event (job_id, at, kind, from_state, to_state, actor, reason)
                  VALUES (?, now(), 'TRANSITION', ?, ?, 'test', '')
                  """)
              .params(job, from.name(), to.name())
              .update()
          == 1;
    } catch (DataIntegrityViolationException e) {
      assertThat(e).hasMessageContaining("job_event_transition");
      return false;
    }
  }

  private static String page() {
    String arrows =
        JobTransitions.TABLE.stream()
            .map(row -> "  %s --> %s: %s".formatted(row.from(), row.to(), row.why()))
            .collect(Collectors.joining("\n"));
    String ends =
        Arrays.stream(JobState.values())
            .filter(JobState::terminal)
            .map("  %s --> [*]"::formatted)
            .collect(Collectors.joining("\n"));
    String lines =
        JobTransitions.TABLE.stream()
            .map(row ->
                "| %s | %s | %s | %s |"
                    .formatted(
                        row.from(),
                        row.to(),
                        row.mover().name().toLowerCase(Locale.ROOT),
                        row.why()))
            .collect(Collectors.joining("\n"));
    return """
    # State machines

    `JobTransitionsTest` writes this page from the table `JobTransitions`
    (`mvn -DskipFrontend test -Dtest=JobTransitionsTest -Ddocs.update=true`) and fails when they differ. The constraint
    `job_event_transition` in `db/migration` says the same, and every transition is a row of `job_event`.

    ## Job

    ```mermaid
    stateDiagram-v2
      [*] --> QUEUED: submitted
    %s
    %s
    ```

    | from | to | moved by | when |
    |---|---|---|---|
    %s

    ## How an attempt's end moves its job

    | cause | job becomes | uses up a retry |
    |---|---|---|
    | SUCCEEDED | SUCCEEDED | |
    | USER_ERROR, OUT_OF_MEMORY | FAILED | |
    | TIME_LIMIT | FAILED | |
    | CANCELED | CANCELED | |
    | PREEMPTED | QUEUED, keeping its place | no |
    | LOST_WORKER, LOST_DEVICE | QUEUED, keeping its place; FAILED after so many in a row without a new checkpoint | no |
    | INTERNAL | QUEUED at the end of the queue, after a pause, while retries last, then FAILED | yes |

    Where a user has asked for a cancel, CANCELED takes the place of QUEUED, and of a TIME_LIMIT. An attempt that ends
    by PREEMPTED, LOST_WORKER, LOST_DEVICE or INTERNAL after its time is over ends as TIME_LIMIT.

    A waiting job whose predecessor (`scheduling.after`) failed or was canceled fails as DEPENDENCY_FAILED. A person may
    queue a failed or canceled job again: it goes on from its last checkpoint, with all its retries and all its time.
    """
        .formatted(arrows, ends, lines);
  }
}
