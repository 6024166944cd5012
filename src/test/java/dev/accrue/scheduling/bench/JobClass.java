package dev.accrue.scheduling.bench;

/// What jobs ask for: where there is no room for one, there is none for its like.
record JobClass(int devices, long memoryBytes) {

  static JobClass of(Trace.Job job) {
    return new JobClass(job.devices(), job.memoryBytes());
  }
}
