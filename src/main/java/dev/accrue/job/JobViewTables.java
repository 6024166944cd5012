package dev.accrue.job;

import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.api.job.WaitView;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.representation.Paging;
import dev.accrue.representation.SortKey;
import dev.accrue.representation.SortKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Reads jobs and their events. Every statement is bound to the caller's teams.
@Component
class JobViewTables {

  /// A job's columns. The newest value of a curve is the last point of the last attempt that has
  /// one. There is none while that point counts no longer and the attempt that does its optimizer
  /// steps again has sent none yet.
  private static final String VIEW =
      """
      SELECT j.id, j.name, t.name AS team, j.state, j.cancel_requested_at IS NOT NULL AS canceling,
             u.name AS created_by, j.created_at, j.started_at, j.finished_at, j.optimizer_step,
             j.total_optimizer_steps, j.failure_cause, j.failure_message, j.spec,
             j.priority, j.held_at IS NOT NULL AS held, j.not_before_at,
             w.code AS wait_code, w.reason AS wait_reason, w.estimated_start_at,
             w.earliest_start_at, w.latest_start_at, w.durations_known,
             (SELECT count(*) FROM attempt a WHERE a.job_id = j.id) AS attempts,
             newest(j.id, 'train/loss') AS train_loss,
             newest(j.id, 'validation/accuracy') AS validation_accuracy,
             newest(j.id, 'train/samples_per_second') AS samples_per_second
      """;

  private static final String NEWEST =
      """
      (SELECT CASE WHEN s.newest_optimizer_step <= coalesce(a.curve_to_step, s.newest_optimizer_step)
                   THEN s.newest_value END
         FROM attempt a
         JOIN series s ON s.attempt_id = a.id AND s.name = '%s'
        WHERE a.job_id = j.id AND s.newest_optimizer_step > a.curve_from_step
        ORDER BY a.number DESC LIMIT 1)
      """;

  private static final String COLUMNS =
      VIEW.replace("newest(j.id, 'train/loss')", NEWEST.formatted("train/loss"))
          .replace("newest(j.id, 'validation/accuracy')", NEWEST.formatted("validation/accuracy"))
          .replace(
              "newest(j.id, 'train/samples_per_second')",
              NEWEST.formatted("train/samples_per_second"));

  private static final String FIND =
      COLUMNS
          + """
            FROM job j
            JOIN team t ON t.id = j.team_id
            JOIN app_user u ON u.id = j.created_by
            LEFT JOIN job_wait w ON w.job_id = j.id AND j.state = 'QUEUED'
           WHERE j.id = :id AND j.team_id = ANY (:teams)
          """;

  /// What jobs may be sorted by: each has an index of its team's jobs in this order, read forwards
  /// or backwards.
  static final SortKeys<JobView> SORT_KEYS = sortKeys();

  /// Each team's jobs come from an index in order, without a look at the rows of those before; only
  /// those that the page shows are read and joined.
  private static final String LIST =
      COLUMNS
          + """
            FROM (SELECT page.*
                    FROM unnest(:teams) AS mine (team_id)
                   CROSS JOIN LATERAL (
                     SELECT job.id, {sort}
                       FROM job
                      WHERE job.team_id = mine.team_id
                        {state}
                        {labels}
                        {search}
                        AND {after}
                      ORDER BY {order} LIMIT :limit) page
                   ORDER BY {sort of page} LIMIT :limit) page
            JOIN job j ON j.id = page.id
            JOIN team t ON t.id = j.team_id
            JOIN app_user u ON u.id = j.created_by
            LEFT JOIN job_wait w ON w.job_id = j.id AND j.state = 'QUEUED'
           ORDER BY {sort of page}
          """;

  /// One word of a search. It is looked for in the rows of the team, from the newest job on, until
  /// the page is full; who is called so is found once for all of them.
  private static final String WORD =
      """
      AND (strpos(lower(job.name), lower(:word)) > 0
           OR starts_with(job.id::text, lower(:word))
           OR job.created_by = ANY (ARRAY(
                SELECT id FROM app_user WHERE strpos(lower(name), lower(:word)) > 0))
           OR job.labels IS NOT NULL AND EXISTS (
                SELECT FROM jsonb_each_text(job.labels) AS label
                 WHERE strpos(lower(label.key || '=' || label.value), lower(:word)) > 0))
      """;

  private static final String TEAM_OF =
      "SELECT team_id FROM job WHERE id = :id AND team_id = ANY (:teams)";

  private static final String EVENTS =
      """
      SELECT e.id, e.at, e.kind, e.from_state, e.to_state, a.number, e.actor, e.reason
        FROM (SELECT *
                FROM job_event
               WHERE job_id = :job AND id > :after
               ORDER BY id {order} LIMIT :limit) e
        LEFT JOIN attempt a ON a.id = e.attempt_id
       ORDER BY e.id
      """;

  private static final JsonMapper JSON = new JsonMapper();

  private final JdbcClient jdbc;

  JobViewTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<JobView> find(UUID id, Collection<UUID> teamIds) {
    return jdbc.sql(FIND)
        .param("id", id)
        .param("teams", array(teamIds))
        .query((row, _) -> job(row))
        .optional();
  }

  /// The job's team, if it is one of these.
  Optional<UUID> findTeam(UUID id, Collection<UUID> teamIds) {
    return jdbc.sql(TEAM_OF)
        .param("id", id)
        .param("teams", array(teamIds))
        .query(UUID.class)
        .optional();
  }

  /// Those of the jobs that the teams have.
  Set<UUID> findVisible(Collection<UUID> ids, Collection<UUID> teamIds) {
    return jdbc.sql("SELECT id FROM job WHERE id = ANY (:ids) AND team_id = ANY (:teams)")
        .param("ids", array(ids))
        .param("teams", array(teamIds))
        .query((row, _) -> row.getObject(1, UUID.class))
        .set();
  }

  List<JobView> list(Collection<UUID> teamIds, JobFilter filter, Paging<JobView> paging) {
    JobState state = filter.state();
    boolean labeled = !filter.labels().isEmpty();
    String sql =
        LIST.replace("{state}", state == null ? "" : "AND job.state = :state")
            .replace("{labels}", labeled ? "AND job.labels @> CAST(:labels AS jsonb)" : "")
            .replace("{search}", search(filter.search().words()));
    JdbcClient.StatementSpec statement = paging.statement(jdbc, sql).param("teams", array(teamIds));
    if (state != null) {
      statement = statement.param("state", state.name());
    }
    if (labeled) {
      statement = statement.param("labels", JSON.writeValueAsString(filter.labels()));
    }
    List<String> words = filter.search().words();
    for (int place = 0; place < words.size(); place++) {
      statement = statement.param(parameter(place), words.get(place));
    }
    return statement.query((row, _) -> job(row)).list();
  }

  private static SortKeys<JobView> sortKeys() {
    SortKey<JobView> createdAt = SortKey.instant("createdAt", "job.created_at", JobView::createdAt);
    return new SortKeys<>(
        List.of(
            createdAt,
            SortKey.text("name", "job.name", JobView::name),
            SortKey.number("priority", "job.priority", JobView::priority),
            SortKey.text("state", "job.state", job -> job.state().name()),
            SortKey.instantOrLast("finishedAt", "job.finished_at", JobView::finishedAt)),
        List.of(createdAt, SortKey.id("id", "job.id", JobView::id)),
        "-createdAt",
        1);
  }

  private static String search(List<String> words) {
    return IntStream.range(0, words.size())
        .mapToObj(place -> WORD.replace(":word", ":" + parameter(place)))
        .collect(Collectors.joining());
  }

  private static String parameter(int place) {
    return "word" + place;
  }

  /// Events in order: the newest ones, or those that came next after one.
  List<JobEventView> events(UUID jobId, @Nullable Long after, int limit) {
    return jdbc.sql(EVENTS.replace("{order}", after == null ? "DESC" : "ASC"))
        .param("job", jobId)
        .param("after", after == null ? 0L : after)
        .param("limit", limit)
        .query((row, _) -> event(row))
        .list();
  }

  private static UUID[] array(Collection<UUID> ids) {
    return ids.toArray(UUID[]::new);
  }

  private static JobView job(ResultSet row) throws SQLException {
    return new JobView(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("team"),
        JobState.valueOf(row.getString("state")),
        row.getBoolean("canceling"),
        row.getString("created_by"),
        fetchInstant(row, "created_at"),
        findInstant(row, "started_at"),
        findInstant(row, "finished_at"),
        row.getLong("optimizer_step"),
        row.getLong("total_optimizer_steps"),
        row.getInt("attempts"),
        finite(row, "train_loss"),
        finite(row, "validation_accuracy"),
        finite(row, "samples_per_second"),
        row.getString("failure_cause"),
        row.getString("failure_message"),
        row.getInt("priority"),
        row.getBoolean("held"),
        findInstant(row, "not_before_at"),
        waiting(row),
        CanonicalSpec.read(row.getString("spec")));
  }

  private static @Nullable WaitView waiting(ResultSet row) throws SQLException {
    String code = row.getString("wait_code");
    return code == null
        ? null
        : new WaitView(
            code,
            row.getString("wait_reason"),
            findInstant(row, "estimated_start_at"),
            findInstant(row, "earliest_start_at"),
            findInstant(row, "latest_start_at"),
            row.getObject("durations_known", Boolean.class));
  }

  private static JobEventView event(ResultSet row) throws SQLException {
    return new JobEventView(
        row.getLong("id"),
        fetchInstant(row, "at"),
        row.getString("kind"),
        state(row.getString("from_state")),
        state(row.getString("to_state")),
        row.getObject("number", Integer.class),
        row.getString("actor"),
        row.getString("reason"));
  }

  private static @Nullable JobState state(@Nullable String name) {
    return name == null ? null : JobState.valueOf(name);
  }

  private static Instant fetchInstant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant findInstant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /// JSON has no NaN; the curve shows it.
  private static @Nullable Double finite(ResultSet row, String column) throws SQLException {
    Double value = row.getObject(column, Double.class);
    return value == null || !Double.isFinite(value) ? null : value;
  }
}
