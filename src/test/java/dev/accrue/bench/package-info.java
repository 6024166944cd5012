/// What the programs of `bench` share: their command line and their plots.
@NullMarked
package dev.accrue.bench;

import org.jspecify.annotations.NullMarked;
