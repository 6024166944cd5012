package dev.accrue.api.job;

import dev.accrue.api.spec.JobSpec;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job as people see it.
///
/// @param createdBy the user's name
/// @param optimizerStep optimizer steps completed
/// @param attempts executions so far
/// @param trainLoss the newest `train/loss`, if there is one
/// @param validationAccuracy the newest `validation/accuracy`, from 0 to 1, if there is one
/// @param samplesPerSecond the newest `train/samples_per_second`, if there is one
/// @param failureCause an `EndCause`, for failed jobs
/// @param priority among the jobs of its team, as it is now
/// @param held whether somebody keeps it from starting
/// @param notBefore the earliest start, by its spec or for the pause before another try; null for
///   none
/// @param waiting why it waits; null when it does not, or is too new for anybody to know
public record JobView(
    UUID id,
    String name,
    String team,
    JobState state,
    boolean cancelRequested,
    String createdBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long optimizerStep,
    long totalOptimizerSteps,
    int attempts,
    @Nullable Double trainLoss,
    @Nullable Double validationAccuracy,
    @Nullable Double samplesPerSecond,
    @Nullable String failureCause,
    @Nullable String failureMessage,
    int priority,
    boolean held,
    @Nullable Instant notBefore,
    @Nullable WaitView waiting,
    JobSpec spec) {}
