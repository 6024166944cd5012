package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.dataset.Dataset;
import dev.accrue.dataset.Datasets;
import dev.accrue.dataset.Schemas;
import dev.accrue.dataset.SplitSchema;
import dev.accrue.job.spec.TeamData;
import dev.accrue.model.Models;
import dev.accrue.secret.TeamSecrets;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/// What the specs of one caller may name. The reader asks only about the caller's teams.
final class CallersData implements TeamData {

  private final Caller caller;
  private final Datasets datasets;
  private final Schemas schemas;
  private final Models models;
  private final JobSubmissionTables tables;
  private final TeamSecrets secrets;

  CallersData(
      Caller caller,
      Datasets datasets,
      Schemas schemas,
      Models models,
      JobSubmissionTables tables,
      TeamSecrets secrets) {
    this.caller = caller;
    this.datasets = datasets;
    this.schemas = schemas;
    this.models = models;
    this.tables = tables;
    this.secrets = secrets;
  }

  @Override
  public Optional<Dataset> find(String team, String dataset) {
    return datasets.find(teamId(team), dataset);
  }

  @Override
  public Optional<SplitSchema> findSchema(String team, String dataset, String split) {
    return schemas.findSchema(teamId(team), dataset, split);
  }

  @Override
  public Optional<ModelFile> findModel(String team, String model) {
    return models.find(teamId(team), model);
  }

  @Override
  public boolean hasCheckpoint(String team, UUID checkpoint) {
    return tables.hasCheckpoint(teamId(team), checkpoint);
  }

  @Override
  public Optional<JobState> findJob(String team, UUID job) {
    return tables.findState(teamId(team), job);
  }

  @Override
  public OptionalLong findCheckpointBytesLimit(String team) {
    return tables.findCheckpointBytesLimit(teamId(team));
  }

  @Override
  public Set<String> findMissingSecrets(String team, Collection<String> names) {
    return secrets.findMissing(teamId(team), names);
  }

  private UUID teamId(String team) {
    return caller
        .findMembership(team)
        .map(Membership::teamId)
        .orElseThrow(() -> new IllegalStateException("the reader lets only the caller's teams by"));
  }
}
