package dev.accrue.training.loop;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.FittedMicroBatch;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.memory.Headroom;
import dev.accrue.training.memory.MemoryAmount;
import dev.accrue.training.memory.MemoryNeeds;
import dev.accrue.training.memory.OutOfMemory;
import dev.accrue.training.memory.OutOfMemoryException;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The memory that a job has, what is known of it from earlier attempts and jobs, and what its
/// model needs.
///
/// @param circumstances under which a micro-batch that fits once fits again
/// @param needs what to name when nothing fits
/// @param headroom what no size of micro-batches may take
record JobMemory(MemoryTerms terms, String circumstances, MemoryNeeds needs, Headroom headroom) {

  static JobMemory of(MemoryTerms terms, JobSpec job, SampleSource train, MemoryNeeds needs) {
    return new JobMemory(
        terms, circumstances(terms, job, train), needs, new Headroom(terms.limitBytes() != null));
  }

  /// Everything that the memory of a micro-batch depends on, and its speed. What fits with a given
  /// micro-batch is known apart from the fastest one, which depends on how many are tried.
  private static String circumstances(MemoryTerms terms, JobSpec job, SampleSource train) {
    TrainingSpec spec = job.training();
    BatchSpec batch = spec.batch();
    TreeMap<String, Object> parts = new TreeMap<>();
    parts.put("model", CanonicalSpec.sha256HexOfPart(job.model()));
    parts.put("input", train.features().shape());
    parts.put("precision", spec.precision());
    parts.put("optimizer", spec.optimizer().getClass().getSimpleName());
    parts.put("device", terms.device());
    parts.put("limitBytes", terms.limitBytes() == null ? "none" : terms.limitBytes());
    parts.put("tasks", spec.tasks() == null ? "one" : CanonicalSpec.sha256HexOfPart(spec.tasks()));
    parts.put("backward", spec.backward() == null ? "default" : spec.backward());
    parts.put("micro", batch.autoMicro() ? "auto to " + batch.largestEffective() : "given");
    return parts.toString();
  }

  @Nullable Long limitBytes() {
    return terms.limitBytes();
  }

  private String key() {
    return CanonicalSpec.sha256HexOfPart(circumstances);
  }

  OptionalInt find() throws InterruptedException {
    return terms.memo().find(key());
  }

  void remember(int micro) throws InterruptedException {
    terms.memo().remember(new FittedMicroBatch(key(), circumstances, micro));
  }

  /// One sample does not fit.
  OutOfMemoryException doesNotFit(Throwable failure) {
    Long bytes = terms.limitBytes();
    String limit =
        bytes == null
            ? "the memory of the device"
            : "the %s that the job may use (resources.deviceMemory, or its device's memory)"
                .formatted(MemoryAmount.text(bytes));
    return new OutOfMemoryException(
        "A micro-batch of 1 sample does not fit into %s. %s Ask for more memory, or make the"
                .formatted(limit, needs.describe())
            + " largest layers smaller; smaller batches would not help. %s"
                .formatted(OutOfMemory.line(failure)),
        failure);
  }
}
