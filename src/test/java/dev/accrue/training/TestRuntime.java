package dev.accrue.training;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;

/// libtorch for a test. On a machine with a GPU and a libtorch for it the same tests run there,
/// with the system property `accrue.test.device` set to `CUDA` (CONTRIBUTING.md).
public final class TestRuntime {

  private static final String DEVICE = "accrue.test.device";

  private TestRuntime() {}

  /// What the tests compute on.
  public static DeviceKind device() {
    return DeviceKind.valueOf(System.getProperty(DEVICE, DeviceKind.CPU.name()));
  }

  /// libtorch with one thread. Replicas share the device.
  ///
  /// @param programDirectory see [TorchRuntime#start]
  public static TorchRuntime start(Path programDirectory) {
    return TorchRuntime.start(1, device(), 1, programDirectory);
  }
}
