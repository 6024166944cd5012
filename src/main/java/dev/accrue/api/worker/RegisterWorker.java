package dev.accrue.api.worker;

import java.util.List;
import java.util.UUID;

/// `POST /worker/v1/workers`: an agent has started. Leases that an earlier incarnation of the same
/// worker held end at once, since nobody serves them any more.
///
/// @param workerId chosen by the worker at its first start and kept on its disk
/// @param incarnation new at each start
public record RegisterWorker(
    UUID workerId, UUID incarnation, String name, List<DeviceInfo> devices) {}
