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
/// @param modelFiles the uploaded TorchScript modules that the spec names, its tasks' heads
///   included
/// @param initialWeights where weights come from unless it resumes; null for the seed
/// @param resume the checkpoint to start from, or null to start from the seed
public record AttemptDescription(
    UUID attemptId,
    UUID jobId,
    int attemptNumber,
    JobSpec spec,
    long totalOptimizerSteps,
    List<DatasetFile> files,
    List<ModelFile> modelFiles,
    @Nullable InitialWeights initialWeights,
    @Nullable CheckpointManifest resume) {}
