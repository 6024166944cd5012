/// An attempt as its trainer lives it: the pipe from the worker, the HTTP API of the server, points
/// and checkpoints on their way there. Every write shows the lease token and the fencing token, and
/// none is made when the lease is not trusted any more.
@NullMarked
package dev.accrue.training.attempt;

import org.jspecify.annotations.NullMarked;
