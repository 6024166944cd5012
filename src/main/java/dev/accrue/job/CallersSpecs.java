package dev.accrue.job;

import dev.accrue.dataset.Datasets;
import dev.accrue.dataset.Schemas;
import dev.accrue.job.spec.ReadSpec;
import dev.accrue.job.spec.SpecFormat;
import dev.accrue.job.spec.SpecReader;
import dev.accrue.model.Models;
import dev.accrue.secret.TeamSecrets;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import org.springframework.stereotype.Component;

/// Reads specs on behalf of callers: what a spec names has to be theirs.
@Component
class CallersSpecs {

  private final Datasets datasets;
  private final Schemas schemas;
  private final Models models;
  private final JobSubmissionTables tables;
  private final TeamSecrets secrets;

  CallersSpecs(
      Datasets datasets,
      Schemas schemas,
      Models models,
      JobSubmissionTables tables,
      TeamSecrets secrets) {
    this.datasets = datasets;
    this.schemas = schemas;
    this.models = models;
    this.tables = tables;
    this.secrets = secrets;
  }

  /// @throws dev.accrue.problem.ProblemException with all violations
  ReadSpec read(Caller caller, byte[] body, SpecFormat format) {
    return SpecReader.read(
        body,
        format,
        caller.memberships().stream().map(Membership::team).toList(),
        new CallersData(caller, datasets, schemas, models, tables, secrets));
  }
}
