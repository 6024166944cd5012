package dev.accrue.notify;

import dev.accrue.api.notification.ChangeNotificationChannel;
import dev.accrue.api.notification.CreateNotificationChannel;
import dev.accrue.api.notification.CreatedNotificationChannel;
import dev.accrue.api.notification.NotificationChannelPage;
import dev.accrue.api.notification.NotificationChannelView;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import dev.accrue.team.FirstAnswers;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
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
  private final FirstAnswers answers;

  ChannelController(Channels channels, FirstAnswers answers) {
    this.channels = channels;
    this.answers = answers;
  }

  /// The team's channels, by name.
  @Sparse
  @Sorted({"name", "kind", "enabled", "createdAt", "changedAt"})
  @GetMapping
  NotificationChannelPage notificationChannels(
      @PathVariable String team,
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    return channels.list(caller, team, ChannelStore.SORT_KEYS.page(sort, cursor, limit));
  }

  /// Makes a channel. A webhook's secret is shown once, and again to the same request with the same
  /// `Idempotency-Key`. For maintainers and administrators.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  CreatedNotificationChannel createNotificationChannel(
      @PathVariable String team,
      @RequestBody @Valid CreateNotificationChannel channel,
      @RequestHeader(name = FirstAnswers.HEADER, required = false)
          @Pattern(regexp = FirstAnswers.RANDOM_KEY, message = FirstAnswers.RANDOM_KEY_MESSAGE)
          @Nullable String idempotencyKey,
      Caller caller) {
    return answers.once(
        new FirstAnswers.Request(
            caller, idempotencyKey, "createNotificationChannel " + team, channel),
        CreatedNotificationChannel.class,
        () -> channels.create(caller, team, channel));
  }

  /// A channel.
  @Tagged
  @GetMapping("/{id}")
  NotificationChannelView notificationChannel(
      @PathVariable String team, @PathVariable UUID id, Caller caller) {
    return channels.fetch(caller, team, id);
  }

  /// Changes a channel; for maintainers and administrators.
  @Tagged
  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  NotificationChannelView changeNotificationChannel(
      @PathVariable String team,
      @PathVariable UUID id,
      @RequestBody @Valid ChangeNotificationChannel change,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    return channels.change(caller, team, id, change, ifMatch);
  }

  /// Replaces the secret that a webhook's messages are signed with, from the next one on, by a new
  /// one that is shown once; for maintainers and administrators.
  @PostMapping("/{id}/secret")
  CreatedNotificationChannel replaceNotificationChannelSecret(
      @PathVariable String team, @PathVariable UUID id, Caller caller) {
    return channels.replaceSecret(caller, team, id);
  }

  /// Deletes a channel and its log; for maintainers and administrators.
  @Tagged
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteNotificationChannel(
      @PathVariable String team,
      @PathVariable UUID id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    channels.delete(caller, team, id, ifMatch);
  }
}
