/// Reports of what teams used.
@NullMarked
package dev.accrue.api.usage;

import org.jspecify.annotations.NullMarked;
