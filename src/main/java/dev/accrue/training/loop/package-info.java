/// Training: the accumulation loop, validation, and the state that a checkpoint holds.
@NullMarked
package dev.accrue.training.loop;

import org.jspecify.annotations.NullMarked;
