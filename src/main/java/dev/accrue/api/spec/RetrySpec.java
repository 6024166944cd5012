package dev.accrue.api.spec;

/// How often a job that failed by its own doing starts again. A lost worker does not count.
public record RetrySpec(int max) {}
