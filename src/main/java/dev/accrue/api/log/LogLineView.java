package dev.accrue.api.log;

import java.time.Instant;

/// A line of an attempt's log.
///
/// @param number counts the attempt's lines from 1
/// @param at when the worker read it, by the worker's clock
public record LogLineView(long number, Instant at, LogStream stream, LogLevel level, String text) {}
