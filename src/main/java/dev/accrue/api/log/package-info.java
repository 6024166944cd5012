/// Lines of trainers' logs, as workers send them and people read them.
@NullMarked
package dev.accrue.api.log;

import org.jspecify.annotations.NullMarked;
