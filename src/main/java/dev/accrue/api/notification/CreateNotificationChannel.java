package dev.accrue.api.notification;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/teams/{team}/notification-channels`.
///
/// @param url of webhooks and Slack: where to send, by http or https; shown again without its path
/// @param recipients of mail
/// @param events the changes of a job's state to tell of; null for none
/// @param stallMinutes tell of running jobs that had no new point for so long; null: never
/// @param thresholds such as `train/loss > 10`: tell of a job's first point that meets one; null
///   for none
/// @param enabled null: true
public record CreateNotificationChannel(
    @NotNull @Pattern(regexp = ChannelRules.NAME, message = ChannelRules.NAME_MESSAGE) String name,
    @NotNull ChannelKind kind,
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
    @Nullable Boolean enabled) {}
