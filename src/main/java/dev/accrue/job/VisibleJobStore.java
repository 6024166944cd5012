package dev.accrue.job;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.Caller;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Visibility by the team in the job's row.
@Component
class VisibleJobStore implements VisibleJobs {

  private final JdbcClient jdbc;

  VisibleJobStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void require(UUID jobId, Caller caller) {
    boolean visible =
        jdbc.sql("SELECT FROM job WHERE id = :job AND team_id = ANY (:teams)")
            .param("job", jobId)
            .param("teams", caller.teamIds().toArray(UUID[]::new))
            .query((row, number) -> true)
            .optional()
            .isPresent();
    if (!visible) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "none of your teams has a job " + jobId);
    }
  }
}
