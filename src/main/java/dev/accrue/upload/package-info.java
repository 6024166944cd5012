/// Files that people send in chunks. A chunk is appended where the ones before it end, in the one
/// statement that also moves the end on, so that a chunk sent again after a lost answer changes
/// nothing and two senders cannot interleave. When all bytes are there and hash to what the sender
/// says, they become a blob; data sets and models then name it. What nobody completes or names goes
/// away after a while.
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api", "problem", "representation", "team", "blob", "address"})
package dev.accrue.upload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
