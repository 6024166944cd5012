package dev.accrue.api.worker;

import java.net.URI;
import java.util.UUID;

/// The line on the standard input of a process that tries out a module. The end of the input means
/// that the worker is gone, and the process halts.
///
/// @param workDirectory the process's own folder, empty at its start
/// @param threads of libtorch's operators
public record ModuleCheckStart(
    URI serverUrl, UUID checkId, String token, String workDirectory, int threads) {}
