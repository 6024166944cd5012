/// Tests of the accumulation loop.
@NullMarked
package dev.accrue.training.loop;

import org.jspecify.annotations.NullMarked;
