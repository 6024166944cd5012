@NullMarked
package dev.accrue.training.memory;

import org.jspecify.annotations.NullMarked;
