package dev.accrue.notify;

import dev.accrue.api.notification.ChangeNotificationChannel;
import dev.accrue.api.notification.ChannelKind;
import dev.accrue.api.notification.CreateNotificationChannel;
import dev.accrue.api.notification.CreatedNotificationChannel;
import dev.accrue.api.notification.NotificationChannelPage;
import dev.accrue.api.notification.NotificationChannelView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.EntityTags;
import dev.accrue.representation.Paging;
import dev.accrue.team.Caller;
import dev.accrue.team.TeamAccess;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Channels as people make, change and delete them.
@Component
@Transactional
class Channels {

  static final int MAX_OF_A_TEAM = 20;

  private final ChannelStore store;
  private final ChannelDrafts drafts;
  private final ThresholdRules rules;
  private final TeamAccess access;
  private final EntityTags tags;
  private final Clock clock;

  Channels(
      ChannelStore store,
      ChannelDrafts drafts,
      ThresholdRules rules,
      TeamAccess access,
      EntityTags tags,
      Clock clock) {
    this.store = store;
    this.drafts = drafts;
    this.rules = rules;
    this.access = access;
    this.tags = tags;
    this.clock = clock;
  }

  NotificationChannelPage list(Caller caller, String team, Paging<NotificationChannelView> paging) {
    UUID teamId = access.requireVisible(caller, team);
    return paging.page(
        store.list(teamId, paging).stream().map(ChannelRow::view).toList(),
        NotificationChannelPage::new);
  }

  NotificationChannelView fetch(Caller caller, String team, UUID id) {
    return require(access.requireVisible(caller, team), id).view();
  }

  CreatedNotificationChannel create(Caller caller, String team, CreateNotificationChannel wanted) {
    UUID teamId = access.requireMaintained(caller, team);
    String secret = wanted.kind() == ChannelKind.WEBHOOK ? ChannelDrafts.newSecret() : null;
    ChannelRow channel = drafts.of(teamId, wanted, secret, clock.instant());
    if (store.lockAndCount(teamId) >= MAX_OF_A_TEAM) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "the team has %d channels, and no more are kept; delete one first"
              .formatted(MAX_OF_A_TEAM));
    }
    if (!store.insert(channel)) {
      throw taken(channel.name());
    }
    rules.changed(teamId);
    return new CreatedNotificationChannel(channel.view(), secret);
  }

  NotificationChannelView change(
      Caller caller,
      String team,
      UUID id,
      ChangeNotificationChannel wanted,
      @Nullable String ifMatch) {
    UUID teamId = access.requireMaintained(caller, team);
    ChannelRow before = lock(teamId, id, ifMatch);
    ChannelRow channel = drafts.changed(before, wanted, clock.instant());
    if (!store.update(channel)) {
      throw taken(channel.name());
    }
    rules.changed(teamId);
    return channel.view();
  }

  CreatedNotificationChannel replaceSecret(Caller caller, String team, UUID id) {
    UUID teamId = access.requireMaintained(caller, team);
    ChannelRow before = lock(teamId, id, null);
    if (before.kind() != ChannelKind.WEBHOOK) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "the channel %s is of kind %s: only what goes to a WEBHOOK is signed with a secret"
              .formatted(before.name(), before.kind()));
    }
    String secret = ChannelDrafts.newSecret();
    ChannelRow channel = drafts.withSecret(before, secret, clock.instant());
    if (!store.update(channel)) {
      throw unknown(id);
    }
    return new CreatedNotificationChannel(channel.view(), secret);
  }

  void delete(Caller caller, String team, UUID id, @Nullable String ifMatch) {
    UUID teamId = access.requireMaintained(caller, team);
    lock(teamId, id, ifMatch);
    if (!store.delete(teamId, id)) {
      throw unknown(id);
    }
    rules.changed(teamId);
  }

  private ChannelRow lock(UUID teamId, UUID id, @Nullable String ifMatch) {
    store.lockAndCount(teamId);
    ChannelRow channel = require(teamId, id);
    tags.require(ifMatch, channel::view);
    return channel;
  }

  /// A channel of a team.
  ///
  /// @throws ProblemException `NOT_FOUND`
  ChannelRow require(UUID teamId, UUID id) {
    return store.find(teamId, id).orElseThrow(() -> unknown(id));
  }

  private static ProblemException unknown(UUID id) {
    return new ProblemException(
        ProblemCode.NOT_FOUND, "the team has no notification channel %s".formatted(id));
  }

  private static ProblemException taken(String name) {
    return new ProblemException(
        ProblemCode.WRONG_STATE,
        "the team has a channel %s already; choose another name".formatted(name));
  }
}
