/// What tests share: a real PostgreSQL and a clock that tests set.
@NullMarked
package dev.accrue.testing;

import org.jspecify.annotations.NullMarked;
