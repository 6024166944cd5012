package dev.accrue;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/// What the server does on its own from time to time: schedule, end expired leases, sweep blobs.
/// Tests turn it off and call it when they want it.
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "accrue.housekeeping.enabled", matchIfMissing = true)
@EnableScheduling
class HousekeepingConfiguration {}
