/// The curves' part of `bench/storage`: points taken and read over HTTP by a real server.
@NullMarked
package dev.accrue.metric.bench;

import org.jspecify.annotations.NullMarked;
