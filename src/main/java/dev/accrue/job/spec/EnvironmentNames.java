package dev.accrue.job.spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which variables of a trainer's environment a spec may set. An uploaded module cannot read any;
/// what is in the environment is read by the libraries of the process. So everything is refused
/// that makes the loader, the C library, the JVM or one of these libraries load code, or that the
/// platform sets itself; of the libraries' own names only those are allowed that are known to tune
/// and no more.
final class EnvironmentNames {

  static final Pattern PATTERN = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
  static final String RULE =
      "the name of a variable: 1 to 64 capital letters, digits and underscores, a letter first";

  /// Of the loader, the C library, shells, the JVM, DJL and Accrue.
  private static final List<String> PLATFORM_PREFIXES =
      List.of(
          "LD_", "DYLD_", "MALLOC_", "GLIBC_", "GCONV_", "BASH_", "JAVA_", "JDK_", "JVM_", "DJL_",
          "ENGINE_", "ACCRUE_");

  private static final Set<String> PLATFORM =
      Set.of(
          "PATH",
          "HOME",
          "CLASSPATH",
          "TMPDIR",
          "TMP",
          "TEMP",
          "TZDIR",
          "LOCPATH",
          "NLSPATH",
          "GETCONF_DIR",
          "HOSTALIASES",
          "LOCALDOMAIN",
          "RES_OPTIONS",
          "RESOLV_HOST_CONF",
          "ENV",
          "IFS",
          "SHELL",
          "SHELLOPTS",
          "PWD",
          "USER",
          "LOGNAME",
          "POSIXLY_CORRECT");

  /// Of libtorch and what it is linked with: among them are `OMP_TOOL_LIBRARIES`,
  /// `NCCL_NET_PLUGIN`, `CUDA_INJECTION64_PATH` and `INTEL_LIBITTNOTIFY64`, which load code.
  private static final List<String> LIBRARY_PREFIXES =
      List.of(
          "OMP_",
          "KMP_",
          "GOMP_",
          "LIBOMP",
          "MKL_",
          "ONEDNN_",
          "DNNL_",
          "OPENBLAS_",
          "BLIS_",
          "INTEL_",
          "ITT_",
          "TORCH",
          "PYTORCH_",
          "LIBTORCH",
          "ATEN_",
          "C10_",
          "KINETO_",
          "CUDA_",
          "CUBLAS",
          "CUDNN_",
          "CUPTI_",
          "NVIDIA_",
          "NVTX_",
          "NVBLAS_",
          "NVRTC_",
          "NV_",
          "NCCL_");

  private static final Set<String> TUNING =
      Set.of(
          "OMP_WAIT_POLICY",
          "OMP_PROC_BIND",
          "OMP_PLACES",
          "OMP_DYNAMIC",
          "KMP_AFFINITY",
          "KMP_BLOCKTIME",
          "GOMP_CPU_AFFINITY",
          "GOMP_SPINCOUNT",
          "MKL_VERBOSE",
          "MKL_CBWR",
          "ONEDNN_VERBOSE",
          "ONEDNN_MAX_CPU_ISA",
          "ATEN_CPU_CAPABILITY",
          "TORCH_SHOW_CPP_STACKTRACES",
          "TORCH_CPP_LOG_LEVEL",
          "PYTORCH_CUDA_ALLOC_CONF",
          "CUBLAS_WORKSPACE_CONFIG",
          "CUDA_LAUNCH_BLOCKING",
          "CUDA_MODULE_LOADING",
          "NVIDIA_TF32_OVERRIDE",
          "NCCL_DEBUG",
          "NCCL_P2P_DISABLE",
          "NCCL_SHM_DISABLE",
          "NCCL_IB_DISABLE",
          "NCCL_SOCKET_IFNAME");

  private EnvironmentNames() {}

  /// Why a name that matches the pattern may not be set; empty when it may.
  static Optional<String> objection(String name) {
    if (PLATFORM.contains(name) || PLATFORM_PREFIXES.stream().anyMatch(name::startsWith)) {
      return Optional.of(
          "is the platform's own: it decides what the trainer loads and where it is");
    }
    boolean ofLibrary = LIBRARY_PREFIXES.stream().anyMatch(name::startsWith);
    return ofLibrary && !TUNING.contains(name)
        ? Optional.of("is not one of the variables of libtorch's libraries that may be set")
        : Optional.empty();
  }

  /// Those of the libraries' variables that may be set, for people.
  static String tuning() {
    return String.join(", ", TUNING.stream().sorted().toList());
  }
}
