package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.JobPage;
import dev.accrue.api.job.JobView;
import dev.accrue.representation.Paging;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What a page of a long list costs, in rows that PostgreSQL looks at.
@StillServer
class JobListCostTest {

  private static final int JOBS = 20_000;
  private static final int PAGE = 50;

  @Autowired private TestFleet fleet;
  @Autowired private JobViewTables tables;
  @Autowired private JdbcClient jdbc;
  @Autowired private TransactionTemplate transaction;

  private List<UUID> teams = List.of();

  /// Most jobs are alike in most of what they are sorted by, as jobs are.
  @BeforeEach
  void fill() {
    fleet.clear();
    fleet.submit();
    jdbc.sql(
            """
            INSERT INTO job SELECT copy.* FROM job j, generate_series(1, :jobs) AS n,
              LATERAL jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(),
                'idempotency_key', NULL, 'created_at', j.created_at - make_interval(secs => n),
                'name', 'n' || n % 7, 'priority', CASE WHEN n % 10 = 0 THEN n % 3 ELSE 0 END,
                'state', CASE WHEN n % 20 = 0 THEN 'QUEUED' ELSE 'CANCELED' END,
                'finished_at', CASE WHEN n % 20 > 0 THEN j.created_at END)) AS copy
            """)
        .param("jobs", JOBS)
        .update();
    jdbc.sql("ANALYZE job").update();
    teams =
        jdbc.sql("SELECT DISTINCT team_id FROM job")
            .query((row, _) -> row.getObject("team_id", UUID.class))
            .list();
  }

  @Test
  void aPageIsReadFromItsPlaceInAnIndexHoweverFarInIt() {
    JobFilter all = new JobFilter(null, Map.of(), JobSearch.read(null));
    for (String key : List.of("createdAt", "name", "priority", "state", "finishedAt")) {
      for (String sort : List.of(key, "-" + key)) {
        Paging<JobView> half = JobViewTables.SORT_KEYS.page(sort, null, JOBS / 2);
        String cursor = half.page(tables.list(teams, all, half), JobPage::new).nextCursor();
        assertThat(cursor).isNotNull();

        assertThat(rowsRead(all, sort, null)).as(sort).isLessThan(5 * PAGE);
        assertThat(rowsRead(all, sort, cursor)).as(sort + " from the middle").isLessThan(5 * PAGE);
      }
    }
  }

  private long rowsRead(JobFilter filter, String sort, @Nullable String cursor) {
    Paging<JobView> paging = JobViewTables.SORT_KEYS.page(sort, cursor, PAGE);
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          long before = rowsRead();
          assertThat(tables.list(teams, filter, paging)).hasSize(PAGE + 1);
          return rowsRead() - before;
        }));
  }

  /// Of the table `job`, by this connection.
  private long rowsRead() {
    return jdbc.sql(
            """
            SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables
             WHERE relname = 'job'
            """)
        .query(Long.class)
        .single();
  }
}
