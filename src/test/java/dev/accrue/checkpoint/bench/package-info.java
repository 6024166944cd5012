/// The benchmarks of `bench/storage/checkpoints`: the bytes of checkpoints through the real client,
/// server and PostgreSQL, and what saving costs a training.
@NullMarked
package dev.accrue.checkpoint.bench;

import org.jspecify.annotations.NullMarked;
