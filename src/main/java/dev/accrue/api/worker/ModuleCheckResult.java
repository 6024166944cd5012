package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// `POST /worker/v1/checks/{checkId}/result`: how a check ended. Sent by the process that made it,
/// or by its worker when that died.
///
/// @param message what is wrong, for the person who submitted the job; empty when it passed
public record ModuleCheckResult(boolean passed, @NotNull @Size(max = 8000) String message) {}
