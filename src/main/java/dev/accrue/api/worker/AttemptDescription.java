package dev.accrue.api.worker;

import dev.accrue.api.spec.JobSpec;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /worker/v1/attempts/{attemptId}`: all a trainer needs to begin.
///
/// @param attemptNumber from 1
/// @param totalOptimizerSteps as computed when the job was submitted
/// @param files the data set's files
/// @param resume the checkpoint to go on from, or null at the job's beginning
/// @param modelFiles the uploaded files that the spec's model and initial weights name
/// @param initialCheckpoint the checkpoint that the spec's initial weights name; null for none
public record AttemptDescription(
    UUID attemptId,
    UUID jobId,
    int attemptNumber,
    JobSpec spec,
    long totalOptimizerSteps,
    List<DatasetFile> files,
    @Nullable CheckpointManifest resume,
    List<ModelFile> modelFiles,
    @Nullable CheckpointManifest initialCheckpoint) {}
