package dev.accrue.notify;

import dev.accrue.api.notification.DeliveryPage;
import dev.accrue.api.notification.DeliveryState;
import dev.accrue.api.notification.DeliveryView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.Paging;
import dev.accrue.team.Caller;
import dev.accrue.team.TeamAccess;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The log of a channel, and sending again what it shows.
@Component
@Transactional
class Deliveries {

  private final DeliveryStore store;
  private final Channels channels;
  private final TeamAccess access;
  private final Clock clock;

  Deliveries(DeliveryStore store, Channels channels, TeamAccess access, Clock clock) {
    this.store = store;
    this.channels = channels;
    this.access = access;
    this.clock = clock;
  }

  DeliveryPage list(
      Caller caller,
      String team,
      UUID channelId,
      @Nullable DeliveryState state,
      Paging<DeliveryStore.Listed> paging) {
    UUID teamId = access.requireVisible(caller, team);
    channels.require(teamId, channelId);
    return paging.page(
        store.list(teamId, channelId, state, paging),
        (listed, next) ->
            new DeliveryPage(listed.stream().map(DeliveryStore.Listed::view).toList(), next));
  }

  DeliveryView fetch(Caller caller, String team, UUID channelId, UUID id) {
    return require(access.requireVisible(caller, team), channelId, id);
  }

  /// Sends something that means nothing.
  DeliveryView test(Caller caller, String team, UUID channelId) {
    UUID teamId = access.requireMaintained(caller, team);
    channels.require(teamId, channelId);
    UUID id = UUID.randomUUID();
    String detail = "sent by " + caller.name() + " to see whether it arrives";
    if (!store.insertTest(id, teamId, channelId, detail, clock.instant())) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "too many notifications of the channel wait to be sent; GET …/deliveries says why they fail");
    }
    return require(teamId, channelId, id);
  }

  DeliveryView resend(Caller caller, String team, UUID channelId, UUID id) {
    UUID teamId = access.requireMaintained(caller, team);
    if (!store.resend(teamId, channelId, id, clock.instant())) {
      DeliveryView waiting = require(teamId, channelId, id);
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "the notification %s is sent by itself, not before %s; wait for it"
              .formatted(id, waiting.nextAttemptAt()));
    }
    return require(teamId, channelId, id);
  }

  private DeliveryView require(UUID teamId, UUID channelId, UUID id) {
    return store
        .find(teamId, channelId, id)
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NOT_FOUND,
                "the channel has no notification %s; old ones are forgotten".formatted(id)));
  }
}
