/// Programs of `bench/training`: not tests, but built with them, since they drive the trainer's
/// parts without a server.
@NullMarked
package dev.accrue.training.bench;

import org.jspecify.annotations.NullMarked;
