/// libtorch through DJL: the runtime, archives of TorchScript that are written without Python, and
/// loaded programs. A program call crosses JNI once, however many operators it runs.
@NullMarked
package dev.accrue.training.torch;

import org.jspecify.annotations.NullMarked;
