/// Tests of the trainer's part of the same name.
@NullMarked
package dev.accrue.training.script;

import org.jspecify.annotations.NullMarked;
