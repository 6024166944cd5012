/// Tests of the trainer's part of the same name.
@NullMarked
package dev.accrue.training.model;

import org.jspecify.annotations.NullMarked;
