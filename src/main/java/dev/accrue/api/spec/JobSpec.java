package dev.accrue.api.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to train, on what, and how: immutable once submitted. Instances hold valid values only; the
/// server's reader refuses everything else before one exists.
///
/// @param apiVersion always `accrue/v1`
/// @param name what people call the job; need not be unique
/// @param team the team whose quota pays for it
/// @param initialWeights null for weights drawn from the seed
/// @param resources null for one device
/// @param scheduling null for priority 0, at once and without a limit
/// @param environment variables of the trainer's environment by name; null for none
/// @param labels what people tell jobs apart by, in lists and in reports of usage; null for none
public record JobSpec(
    String apiVersion,
    String name,
    String team,
    ModelSpec model,
    DataSpec data,
    TrainingSpec training,
    CheckpointSpec checkpoints,
    RetrySpec retries,
    @Nullable InitialWeightsSpec initialWeights,
    @Nullable ResourceSpec resources,
    @Nullable SchedulingSpec scheduling,
    @Nullable Map<String, EnvironmentValue> environment,
    @Nullable Map<String, String> labels) {

  /// The only version so far.
  public static final String API_VERSION = "accrue/v1";
}
