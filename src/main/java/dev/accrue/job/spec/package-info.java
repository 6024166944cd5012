/// Reads job specs as people send them. Every violation is collected, with its field, the value and
/// the fix; what comes out has every default filled in and can be trained.
@NullMarked
package dev.accrue.job.spec;

import org.jspecify.annotations.NullMarked;
