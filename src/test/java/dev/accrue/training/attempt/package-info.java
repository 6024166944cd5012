/// Tests of the trainer's part of the same name.
@NullMarked
package dev.accrue.training.attempt;

import org.jspecify.annotations.NullMarked;
