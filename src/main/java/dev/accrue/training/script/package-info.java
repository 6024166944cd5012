/// Users' own models and weights: archives of TorchScript that Python wrote, and safetensors. Both
/// are read in Java within limits, without executing anything, and what does not look right is
/// refused before libtorch sees it.
@NullMarked
package dev.accrue.training.script;

import org.jspecify.annotations.NullMarked;
