package dev.accrue.worker;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceSample;
import dev.accrue.api.worker.WorkerProblem;
import java.util.List;

/// The devices of this machine, and how they are.
interface DeviceProbe {

  /// What one look at them saw.
  ///
  /// @param problems of devices that compute nothing any more
  record Look(List<DeviceSample> samples, List<WorkerProblem> problems) {}

  /// The same at every call: what the worker offers. Their position is their ordinal.
  List<DeviceInfo> devices();

  /// Looks at them.
  ///
  /// @param trainers the trainers that run now
  Look look(List<RunningTrainer> trainers);

  /// A trainer's process and the devices that it holds.
  record RunningTrainer(long pid, List<Integer> ordinals) {}
}
