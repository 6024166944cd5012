package dev.accrue.notify;

import dev.accrue.api.notification.ChangeNotificationChannel;
import dev.accrue.api.notification.CreateNotificationChannel;
import dev.accrue.api.notification.CreatedNotificationChannel;
import dev.accrue.api.notification.NotificationChannelPage;
import dev.accrue.api.notification.NotificationChannelView;
import dev.accrue.team.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The channels over which a team hears of its jobs.
@RestController
@RequestMapping(
    path = "/api/v1/teams/{team}/notification-channels",
    produces = MediaType.APPLICATION_JSON_VALUE)
class ChannelController {

  private final Channels channels;

  ChannelController(Channels channels) {
    this.channels = channels;
  }

  /// The team's channels, by name.
  @GetMapping
  NotificationChannelPage notificationChannels(
      @PathVariable String team,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    return channels.list(caller, team, cursor, limit);
  }

  /// Makes a channel. A webhook's secret is shown once. For maintainers and administrators.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  CreatedNotificationChannel createNotificationChannel(
      @PathVariable String team,
      @RequestBody @Valid CreateNotificationChannel channel,
      Caller caller) {
    return channels.create(caller, team, channel);
  }

  /// A channel.
  @GetMapping("/{id}")
  NotificationChannelView notificationChannel(
      @PathVariable String team, @PathVariable UUID id, Caller caller) {
    return channels.fetch(caller, team, id);
  }

  /// Changes a channel; for maintainers and administrators.
  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  NotificationChannelView changeNotificationChannel(
      @PathVariable String team,
      @PathVariable UUID id,
      @RequestBody @Valid ChangeNotificationChannel change,
      Caller caller) {
    return channels.change(caller, team, id, change);
  }

  /// Deletes a channel and its log; for maintainers and administrators.
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteNotificationChannel(@PathVariable String team, @PathVariable UUID id, Caller caller) {
    channels.delete(caller, team, id);
  }
}
