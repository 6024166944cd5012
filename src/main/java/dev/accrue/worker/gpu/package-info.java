/// NVIDIA's management library through Java's foreign functions: who the GPUs of this machine are
/// and how they are. `Nvml` is the boundary, and tests play it; `NvmlLibrary` alone knows of native
/// code.
@NullMarked
package dev.accrue.worker.gpu;

import org.jspecify.annotations.NullMarked;
