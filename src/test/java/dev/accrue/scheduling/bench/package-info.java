/// The simulation of `bench/scheduling`: a trace of jobs, machines whose time is a number, and
/// three ways of sharing the machines. Nothing trains; only the planner's own time is real.
@NullMarked
package dev.accrue.scheduling.bench;

import org.jspecify.annotations.NullMarked;
