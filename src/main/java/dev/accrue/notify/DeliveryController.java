package dev.accrue.notify;

import dev.accrue.api.notification.DeliveryPage;
import dev.accrue.api.notification.DeliveryState;
import dev.accrue.api.notification.DeliveryView;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.team.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a channel was told, and what came of it.
@RestController
@RequestMapping(
    path = "/api/v1/teams/{team}/notification-channels/{id}",
    produces = MediaType.APPLICATION_JSON_VALUE)
class DeliveryController {

  private final Deliveries deliveries;

  DeliveryController(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /// The channel's notifications, the newest first.
  @Sparse
  @Sorted(value = "happenedAt", most = 1)
  @GetMapping("/deliveries")
  DeliveryPage deliveries(
      @PathVariable String team,
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable DeliveryState state,
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    return deliveries.list(
        caller, team, id, state, DeliveryStore.SORT_KEYS.page(sort, cursor, limit));
  }

  /// A notification.
  @GetMapping("/deliveries/{deliveryId}")
  DeliveryView delivery(
      @PathVariable String team,
      @PathVariable UUID id,
      @PathVariable UUID deliveryId,
      Caller caller) {
    return deliveries.fetch(caller, team, id, deliveryId);
  }

  /// Sends a notification again that was sent or given up, under the same id. For maintainers and
  /// administrators.
  @PostMapping("/deliveries/{deliveryId}/resend")
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeliveryView resendDelivery(
      @PathVariable String team,
      @PathVariable UUID id,
      @PathVariable UUID deliveryId,
      Caller caller) {
    return deliveries.resend(caller, team, id, deliveryId);
  }

  /// Sends a notification that means nothing. For maintainers and administrators.
  @PostMapping("/test")
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeliveryView testNotificationChannel(
      @PathVariable String team, @PathVariable UUID id, Caller caller) {
    return deliveries.test(caller, team, id);
  }
}
