/// A job's specification, version `accrue/v1`, with every default filled in.
@NullMarked
package dev.accrue.api.spec;

import org.jspecify.annotations.NullMarked;
