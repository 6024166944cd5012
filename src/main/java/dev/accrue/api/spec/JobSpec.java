package dev.accrue.api.spec;

/// What to train, on what, and how: immutable once submitted. Instances hold valid values only; the
/// server's reader refuses everything else before one exists.
///
/// @param apiVersion always `accrue/v1`
/// @param name what people call the job; need not be unique
/// @param team the team whose quota pays for it
public record JobSpec(
    String apiVersion,
    String name,
    String team,
    ModelSpec model,
    DataSpec data,
    TrainingSpec training,
    CheckpointSpec checkpoints,
    RetrySpec retries) {

  /// The only version so far.
  public static final String API_VERSION = "accrue/v1";
}
