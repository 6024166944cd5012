/// What trainers print, line by line.
///
/// A worker numbers the lines of an attempt from 1 and sends them in order, in batches; a batch
/// that comes again adds nothing, because the attempt's row says up to which line its log has come,
/// and writers wait for each other there. Lines lie compressed in chunks; the newest chunk is
/// written again while it is small, so that a trainer that prints little leaves few rows.
///
/// Lines change nothing of a job, so their fence is wider than that of other writes: the attempt's
/// token and fencing token, and an end of the attempt that is not longer ago than a grace period.
/// The last words of a trainer come after its end has been reported, and those of a worker that was
/// cut off come after its lease was lost.
///
/// Readers page, search, download and follow one attempt's lines by their numbers, a few chunks at
/// a time. Regular expressions are matched in time that grows with the text alone.
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api", "problem", "job", "fleet", "team", "signal", "live"})
package dev.accrue.log;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
