/// The memory of the trainer's process: whether a failure means that it ran out, giving back what
/// is free, and how much was in use.
@NullMarked
package dev.accrue.training.memory;

import org.jspecify.annotations.NullMarked;
