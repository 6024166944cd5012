package dev.accrue.job;

import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What jobs hold from their submission to their end: data set, uploaded files, and the checkpoint
/// that they start from. Each statement locks the row that it names as a foreign key does, so a
/// delete at the same moment either comes first, and the submission is refused, or finds the
/// reference.
@Component
class JobReferences {

  private static final String HOLD_DATASET =
      """
      INSERT INTO job_reference (job_id, dataset_id)
      SELECT :job, id FROM dataset
       WHERE (team_id = :team OR team_id IS NULL) AND name = :name
       ORDER BY team_id NULLS LAST LIMIT 1 FOR KEY SHARE
      """;

  private static final String HOLD_MODEL =
      """
      INSERT INTO job_reference (job_id, model_id)
      SELECT :job, id FROM model WHERE team_id = :team AND name = :name FOR KEY SHARE
      """;

  private static final String HOLD_CHECKPOINT =
      """
      INSERT INTO job_reference (job_id, checkpoint_id)
      SELECT :job, c.id FROM checkpoint c JOIN job j ON j.id = c.job_id
       WHERE j.team_id = :team AND c.id = CAST(:name AS uuid) FOR KEY SHARE OF c
      """;

  private final JdbcClient jdbc;

  JobReferences(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Holds everything that the spec names, in the transaction that inserts the job.
  ///
  /// @throws ProblemException `INVALID_REQUEST` when something is gone since the spec was read
  void hold(UUID jobId, UUID teamId, JobSpec spec) {
    hold(HOLD_DATASET, jobId, teamId, "data.dataset", spec.data().dataset());
    models(spec).forEach((name, field) -> hold(HOLD_MODEL, jobId, teamId, field, name));
    InitialWeightsSpec initial = spec.initialWeights();
    if (initial != null && initial.checkpoint() != null) {
      String id = initial.checkpoint().toString();
      hold(HOLD_CHECKPOINT, jobId, teamId, "initialWeights.checkpoint", id);
    }
  }

  /// The fields that name uploaded files, by name: a file that two fields name is held once.
  private static Map<String, String> models(JobSpec spec) {
    Map<String, String> fields = new LinkedHashMap<>();
    addModule(fields, "model.module", spec.model());
    List<TaskSpec> tasks = Objects.requireNonNullElse(spec.training().tasks(), List.of());
    for (int task = 0; task < tasks.size(); task++) {
      addModule(fields, "training.tasks[%d].head.module".formatted(task), tasks.get(task).head());
    }
    InitialWeightsSpec initial = spec.initialWeights();
    if (initial != null && initial.weights() != null) {
      fields.putIfAbsent(initial.weights(), "initialWeights.weights");
    }
    return fields;
  }

  private static void addModule(
      Map<String, String> fields, String field, @Nullable ModelSpec model) {
    if (model instanceof ModelSpec.TorchScript(String module)) {
      fields.putIfAbsent(module, field);
    }
  }

  private void hold(String statement, UUID jobId, UUID teamId, String field, String name) {
    int held =
        jdbc.sql(statement).param("job", jobId).param("team", teamId).param("name", name).update();
    if (held != 1) {
      Violation violation =
          new Violation(
              field,
              name,
              "was deleted while the job was being submitted",
              "name one that is there, or make it again");
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "%s: %s %s; %s".formatted(field, name, violation.message(), violation.fix()),
          List.of(violation));
    }
  }
}
