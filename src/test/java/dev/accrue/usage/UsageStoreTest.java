package dev.accrue.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.usage.UsageRow;
import dev.accrue.testing.TestDatabase;
import dev.accrue.testing.TestRows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The formulas of docs/usage.md, on attempts whose hours can be counted by hand.
class UsageStoreTest {

  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  private static TestDatabase database;

  private JdbcClient jdbc;
  private TestRows rows;
  private UsageStore store;
  private UUID team;
  private UUID user;
  private UUID worker;

  @BeforeAll
  static void create() {
    database = new TestDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void clear() {
    jdbc = database.jdbc();
    jdbc.sql("TRUNCATE job, worker CASCADE").update();
    rows = new TestRows(jdbc);
    store = new UsageStore(jdbc);
    team = rows.team();
    user = rows.user();
    worker = rows.worker(MARCH);
  }

  @Test
  void anAttemptIsIdleUntilItsTrainerBeginsAndUsefulThen() {
    Ran attempt = attempt(job(null), "03-10T00:00", "03-10T01:00", "03-10T05:00", "SUCCEEDED");
    attempt.steps(0, null, 100L);

    UsageRow row = single("team");

    assertHours(row, 5, 4, 0, 0, 1);
    assertThat(row.attempts()).isEqualTo(1);
  }

  @Test
  void oneThatNeverBeganWasIdleAllTheTime() {
    attempt(job(null), "03-10T00:00", null, "03-10T02:00", "LOST_WORKER").steps(0, 0L, null);

    assertHours(single("team"), 2, 0, 0, 0, 2);
  }

  @Test
  void stepsThatALaterAttemptDidAgainAreWasted() {
    UUID job = job(null);
    // 100 steps in 4 hours, of which the checkpoint at 75 was kept.
    attempt(job, "03-10T00:00", "03-10T00:00", "03-10T04:00", "LOST_WORKER").steps(0, 75L, 100L);
    attempt(job, "03-11T00:00", "03-11T00:00", "03-11T02:00", "SUCCEEDED").steps(75, null, 125L);

    assertHours(single("team"), 6, 5, 1, 0, 0);
  }

  @Test
  void anAttemptThatBroughtNothingAndWasRepeatedIsWasted() {
    UUID job = job(null);
    attempt(job, "03-10T00:00", "03-10T00:00", "03-10T03:00", "PREEMPTED").steps(0, 0L, null);
    attempt(job, "03-11T00:00", "03-11T00:00", "03-11T01:00", "SUCCEEDED").steps(0, null, 10L);

    assertHours(single("team"), 4, 1, 3, 0, 0);
  }

  @Test
  void whatNobodyRepeatedIsNotWasted() {
    attempt(job(null), "03-10T00:00", "03-10T00:00", "03-10T03:00", "CANCELED")
        .steps(0, null, null);

    assertHours(single("team"), 3, 3, 0, 0, 0);
  }

  @Test
  void probesAreWastedAndOfTheRestWhatWasRepeated() {
    UUID job = job(null);
    Ran attempt = attempt(job, "03-10T00:00", "03-10T00:00", "03-10T04:00", "INTERNAL");
    attempt.steps(0, 50L, 100L).probed(3_600_000);

    // An hour of probes; half of the other three was done again.
    assertHours(single("team"), 4, 1.5, 1.5, 1, 0);
  }

  @Test
  void whoRanOutOfMemoryBeforeTheFirstStepHasProbedAllTheTime() {
    attempt(job(null), "03-10T00:00", "03-10T00:30", "03-10T01:00", "OUT_OF_MEMORY")
        .steps(0, null, null);

    assertHours(single("team"), 1, 0, 0, 0.5, 0.5);
  }

  @Test
  void moreProbesThanTimeIsAllTheTime() {
    attempt(job(null), "03-10T00:00", "03-10T00:00", "03-10T01:00", "SUCCEEDED")
        .steps(0, null, 10L)
        .probed(Long.MAX_VALUE / 2);

    assertHours(single("team"), 1, 0, 0, 1, 0);
  }

  @Test
  void aPartOfADeviceCountsAsItsPartOfTheMemoryAndSeveralAddUp() {
    UUID job = job(null);
    attempt(job, "03-10T00:00", "03-10T00:00", "03-10T04:00", "SUCCEEDED", 250L, null, null)
        .steps(0, null, 10L);

    assertHours(single("team"), 9, 9, 0, 0, 0);
  }

  @Test
  void anAttemptThatRunsCountsUntilNowAndOnlyWithinTheTimeAskedFor() {
    attempt(job(null), "03-31T22:00", "03-31T23:00", null, null).steps(0, null, 5L);

    Instant now = Instant.parse("2026-04-01T06:00:00Z");
    assertHours(single(MARCH, APRIL, now), 2, 1, 0, 0, 1);
    assertHours(single(APRIL, MAY, now), 6, 6, 0, 0, 0);
    assertThat(report(List.of("team"), MAY, MAY.plusSeconds(60), now, null)).isEmpty();
    assertThat(report(List.of("team"), APRIL, APRIL, now, null)).isEmpty();
    assertThat(report(List.of("day"), APRIL, APRIL, now, null)).isEmpty();
  }

  @Test
  void monthsAndDaysCutAttemptsAndAddUp() {
    attempt(job(null), "03-31T12:00", "03-31T18:00", "04-02T06:00", "SUCCEEDED")
        .steps(0, null, 10L);

    List<UsageRow> months = report(List.of("month"));
    List<UsageRow> days = report(List.of("day"));

    assertThat(months).extracting(UsageRow::period).containsExactly("2026-03", "2026-04");
    assertHours(months.get(0), 12, 6, 0, 0, 6);
    assertHours(months.get(1), 30, 30, 0, 0, 0);
    assertThat(days)
        .extracting(UsageRow::period)
        .containsExactly("2026-03-31", "2026-04-01", "2026-04-02");
    assertThat(days).extracting(UsageRow::deviceHours).containsExactly(12.0, 24.0, 6.0);
  }

  @Test
  void groupsByTeamUserAndLabel() {
    UUID other = rows.team();
    hour(job("{\"project\": \"a\"}"));
    hour(job("{\"project\": \"b\", \"stage\": \"x\"}"));
    hour(job(null));
    hour(rows.job(other, user, "{}", 0, MARCH));

    assertThat(report(List.of("label:project")))
        .extracting(UsageRow::label, UsageRow::deviceHours, UsageRow::team)
        .containsExactly(tuple("a", 1.0, null), tuple("b", 1.0, null), tuple(null, 2.0, null));
    assertThat(report(List.of("team", "label:stage", "month"))).hasSize(3);
    assertThat(report(List.of("user")))
        .singleElement()
        .satisfies(row -> assertHours(row, 4, 4, 0, 0, 0));
    assertThat(report(List.of("team"), MARCH, MAY, MAY, List.of(other)))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.team()).isEqualTo(name(other));
          assertThat(row.user()).isNull();
          assertHours(row, 1, 1, 0, 0, 0);
        });
    assertThat(report(List.of("team"), MARCH, MAY, MAY, List.of())).isEmpty();
  }

  private void hour(UUID job) {
    attempt(job, "03-10T00:00", "03-10T00:00", "03-10T01:00", "SUCCEEDED").steps(0, null, 1L);
  }

  private String name(UUID teamId) {
    return jdbc.sql("SELECT name FROM team WHERE id = ?")
        .param(teamId)
        .query(String.class)
        .single();
  }

  private UUID job(@Nullable String labels) {
    UUID job = rows.job(team, user, "{}", 5, MARCH);
    jdbc.sql("UPDATE job SET labels = ?::jsonb WHERE id = ?").param(labels).param(job).update();
    return job;
  }

  private record Ran(UUID id, JdbcClient jdbc) {

    Ran steps(long from, @Nullable Long to, @Nullable Long newest) {
      jdbc.sql("UPDATE attempt SET curve_from_step = ?, curve_to_step = ? WHERE id = ?")
          .param(from)
          .param(to)
          .param(id)
          .update();
      if (newest != null) {
        jdbc.sql(
                """
                INSERT INTO series (attempt_id, name, newest_optimizer_step, newest_value)
                VALUES (?, 'train/loss', ?, 1)
                """)
            .params(id, newest)
            .update();
      }
      return this;
    }

    void probed(long millis) {
      jdbc.sql("UPDATE attempt SET probe_millis = ? WHERE id = ?").params(millis, id).update();
    }
  }

  private Ran attempt(
      UUID job,
      String assigned,
      @Nullable String started,
      @Nullable String ended,
      @Nullable String cause) {
    return attempt(job, assigned, started, ended, cause, (Long) null);
  }

  /// @param shares of devices of 1,000 bytes each; null for the whole
  private Ran attempt(
      UUID job,
      String assigned,
      @Nullable String started,
      @Nullable String ended,
      @Nullable String cause,
      @Nullable Long... shares) {
    UUID id = rows.attempt(job, worker, MAY);
    for (Long share : shares) {
      UUID device =
          jdbc.sql(
                  """
                  INSERT INTO device (id, worker_id, ordinal, kind, name, memory_bytes, threads)
                  SELECT gen_random_uuid(), ?, count(*), 'CPU', 'd', 1000, 1 FROM device
                  RETURNING id
                  """)
              .param(worker)
              .query(UUID.class)
              .single();
      jdbc.sql("INSERT INTO attempt_device (attempt_id, device_id, memory_bytes) VALUES (?, ?, ?)")
          .param(id)
          .param(device)
          .param(share)
          .update();
    }
    jdbc.sql(
            """
            UPDATE attempt SET assigned_at = ?, started_at = ?, ended_at = ?, cause = ? WHERE id = ?
            """)
        .param(time(assigned))
        .param(time(started))
        .param(time(ended))
        .param(cause)
        .param(id)
        .update();
    return new Ran(id, jdbc);
  }

  private static @Nullable Timestamp time(@Nullable String monthToMinute) {
    return monthToMinute == null
        ? null
        : Timestamp.from(Instant.parse("2026-%s:00Z".formatted(monthToMinute)));
  }

  private UsageRow single(String groupBy) {
    List<UsageRow> found = report(List.of(groupBy));
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private UsageRow single(Instant from, Instant to, Instant now) {
    List<UsageRow> found = report(List.of("team"), from, to, now, null);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private List<UsageRow> report(List<String> groupBy) {
    return report(groupBy, MARCH, MAY, MAY, null);
  }

  private List<UsageRow> report(
      List<String> groupBy, Instant from, Instant to, Instant now, @Nullable List<UUID> teams) {
    return Objects.requireNonNull(
        database
            .transactions()
            .execute(_ ->
                store.report(
                    new UsageStore.Question(teams, from, to, Grouping.of(groupBy), 100), now)));
  }

  private static void assertHours(
      UsageRow row, double all, double useful, double redone, double probe, double idle) {
    var near = within(1e-9);
    assertThat(row.deviceHours()).isCloseTo(all, near);
    assertThat(row.usefulDeviceHours()).isCloseTo(useful, near);
    assertThat(row.redoneDeviceHours()).isCloseTo(redone, near);
    assertThat(row.probeDeviceHours()).isCloseTo(probe, near);
    assertThat(row.wastedDeviceHours()).isCloseTo(redone + probe, near);
    assertThat(row.idleDeviceHours()).isCloseTo(idle, near);
    assertThat(useful + redone + probe + idle).isCloseTo(all, near);
  }
}
