package dev.accrue.api.notification;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/teams/{team}/notification-channels/{id}`: what a channel is from now on, but for
/// its kind and its secret, which stay.
///
/// @param url null keeps the one that it has
/// @param recipients null keeps those that it has
/// @param events null for none
/// @param stallMinutes null: never
/// @param thresholds null for none
/// @param enabled a channel that is not hears of nothing new, and what waits is sent once it is
///   again
public record ChangeNotificationChannel(
    @NotNull @Pattern(regexp = ChannelRules.NAME, message = ChannelRules.NAME_MESSAGE) String name,
    @Nullable @Size(max = ChannelRules.MAX_URL) String url,
    @Nullable @Size(max = ChannelRules.MAX_RECIPIENTS)
        List<
                @NotNull
                @Pattern(
                    regexp = ChannelRules.MAIL_ADDRESS,
                    message = ChannelRules.MAIL_ADDRESS_MESSAGE)
                String>
            recipients,
    @Nullable @Size(max = ChannelRules.MAX_EVENTS) List<@NotNull StateChange> events,
    @Nullable @Min(1) @Max(ChannelRules.MAX_STALL_MINUTES) Integer stallMinutes,
    @Nullable @Size(max = ChannelRules.MAX_THRESHOLDS)
        List<@NotNull @Size(max = ChannelRules.MAX_THRESHOLD) String> thresholds,
    @NotNull Boolean enabled) {}
