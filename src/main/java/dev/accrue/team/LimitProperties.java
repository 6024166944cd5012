package dev.accrue.team;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How many requests one server takes from one sender; workers and trainers are not counted.
///
/// @param tokenRequestsPerSecond of an API token, in the long run
/// @param tokenBurst of an API token, at once
/// @param addressRequestsPerSecond of an address, whatever it sends
/// @param addressBurst of an address, at once
/// @param refusedSignInsPerMinute wrong names and passwords of an address, over all accounts
/// @param refusedSignInBurst the same, at once
@Validated
@ConfigurationProperties("accrue.limit")
record LimitProperties(
    @DefaultValue("200") @Min(1) int tokenRequestsPerSecond,
    @DefaultValue("2000") @Min(1) int tokenBurst,
    @DefaultValue("1000") @Min(1) int addressRequestsPerSecond,
    @DefaultValue("5000") @Min(1) int addressBurst,
    @DefaultValue("20") @Min(1) int refusedSignInsPerMinute,
    @DefaultValue("30") @Min(1) int refusedSignInBurst) {}
