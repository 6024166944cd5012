@NullMarked
package dev.accrue.format;

import org.jspecify.annotations.NullMarked;
