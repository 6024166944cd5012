/// What an accumulation window is: which samples, in which micro-batches, divided by what. Pure
/// functions; no tensor in sight.
@NullMarked
package dev.accrue.training.window;

import org.jspecify.annotations.NullMarked;
