/// Trying out a user's module in a process of its own, before its job is accepted.
@NullMarked
package dev.accrue.training.trial;

import org.jspecify.annotations.NullMarked;
