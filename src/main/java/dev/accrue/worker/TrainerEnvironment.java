package dev.accrue.worker;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.EnvironmentVariable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The environment of a trainer process: of the worker's own, which may hold the platform's
/// secrets, only what a trainer needs; and what the job wants, where that is not the platform's.
final class TrainerEnvironment {

  /// Where libtorch is, or is unpacked to: images bring it unpacked.
  static final Set<String> LIBTORCH =
      Set.of(
          "HOME",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR",
          "DJL_CACHE_DIR",
          "ENGINE_CACHE_DIR");

  /// Where to find programs and, by the dynamic loader's own settings, libraries: container images
  /// for GPUs name the driver's folder in `LD_LIBRARY_PATH`.
  private static final Set<String> LOADING = Set.of("PATH", "LD_LIBRARY_PATH", "LD_PRELOAD");

  /// Tensors of a few megabytes come and go in every forward and backward. By default glibc gives
  /// such memory back to the kernel and takes it again, page by page, which made a ResNet-18 twice
  /// to three times as slow (docs/performance.md). What is kept for later is given back when memory
  /// runs out, by `malloc_trim`. A C library without these settings ignores them.
  private static final String KEEP_BYTES = Long.toString(2_000_000_000L);

  /// Java's main thread is not the process's first one, so glibc would serve it from an arena of 64
  /// MB pieces, which are unmapped as soon as they are empty whatever the thresholds say.
  private static final String ARENAS = "1";

  /// On GPUs cuDNN would compute single precision in TF32, whose products have 10 bits of mantissa:
  /// gradients of micro-batches would add up to the window's to three digits only. A job may set
  /// the variable to 1 and trade that for speed.
  private static final String FULL_PRECISION = "0";

  /// The setting of cuBLAS with which equal products give equal bits (cuBLAS, "Results
  /// reproducibility").
  private static final String REPEATABLE = ":4096:8";

  private TrainerEnvironment() {}

  /// What a child on these devices gets of this environment. CUDA shows it no other GPU than its
  /// own, so that no attempt reaches another's, and by their names, because CUDA's numbers need not
  /// be the driver's. On CPU slots it sees none.
  static Map<String, String> of(
      Map<String, String> mine, List<DeviceInfo> devices, List<EnvironmentVariable> wanted) {
    Map<String, String> kept = new TreeMap<>(mine);
    kept.keySet().removeIf(it -> !LIBTORCH.contains(it) && !LOADING.contains(it));
    Map<String, String> environment = new TreeMap<>();
    wanted.forEach(variable -> environment.put(variable.name(), variable.value()));
    environment.putAll(kept);
    environment.put(
        "CUDA_VISIBLE_DEVICES",
        devices.stream()
            .map(DeviceInfo::uuid)
            .flatMap(Stream::ofNullable)
            .collect(Collectors.joining(",")));
    environment.putIfAbsent("NVIDIA_TF32_OVERRIDE", FULL_PRECISION);
    environment.putIfAbsent("CUBLAS_WORKSPACE_CONFIG", REPEATABLE);
    environment.put("MALLOC_TRIM_THRESHOLD_", KEEP_BYTES);
    environment.put("MALLOC_MMAP_THRESHOLD_", KEEP_BYTES);
    environment.put("MALLOC_ARENA_MAX", ARENAS);
    return environment;
  }
}
