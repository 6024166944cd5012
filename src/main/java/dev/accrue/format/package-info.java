/// Readers of the files that data sets and models are made of, shared by server and trainer. Files
/// come from people, so nothing in them is believed: a size is compared with the file's own before
/// memory is taken, names inside archives never become paths, and every file is either read or
/// refused with one exception that says what is wrong and what to do. Plain Java.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.accrue.format;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
