package dev.accrue.notify;

import dev.accrue.api.notification.ChangeNotificationChannel;
import dev.accrue.api.notification.ChannelKind;
import dev.accrue.api.notification.CreateNotificationChannel;
import dev.accrue.team.Token;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes rows of what people send, or says what is wrong with it.
@Component
class ChannelDrafts {

  private static final String SECRET_PREFIX = "accrue_webhook_";

  private final SealedTargets targets;
  private final ReceiverAddresses addresses;
  private final MailServer mail;

  ChannelDrafts(SealedTargets targets, ReceiverAddresses addresses, MailServer mail) {
    this.targets = targets;
    this.addresses = addresses;
    this.mail = mail;
  }

  /// The secret of a new webhook.
  static String newSecret() {
    return Token.generate(SECRET_PREFIX).secret();
  }

  /// @param secret of a webhook; null otherwise
  ChannelRow of(
      UUID teamId, CreateNotificationChannel wanted, @Nullable String secret, Instant now) {
    UUID id = UUID.randomUUID();
    Place place =
        switch (wanted.kind()) {
          case WEBHOOK -> webhook(id, wanted.url(), Objects.requireNonNull(secret));
          case SLACK -> slack(id, wanted.url());
          case EMAIL -> mail(wanted.recipients());
        };
    requireOnly(wanted.kind(), wanted.url(), wanted.recipients());
    return new ChannelRow(
        id,
        teamId,
        wanted.name(),
        wanted.kind(),
        place.origin(),
        place.ciphertext(),
        place.recipients(),
        distinct(wanted.events()),
        wanted.stallMinutes(),
        thresholds(wanted.thresholds()),
        !Boolean.FALSE.equals(wanted.enabled()),
        now,
        now);
  }

  ChannelRow changed(ChannelRow before, ChangeNotificationChannel wanted, Instant now) {
    requireOnly(before.kind(), wanted.url(), wanted.recipients());
    Place place = changedPlace(before, wanted);
    return new ChannelRow(
        before.id(),
        before.teamId(),
        wanted.name(),
        before.kind(),
        place.origin(),
        place.ciphertext(),
        place.recipients(),
        distinct(wanted.events()),
        wanted.stallMinutes(),
        thresholds(wanted.thresholds()),
        wanted.enabled(),
        before.createdAt(),
        now);
  }

  /// The same webhook with another secret.
  ChannelRow withSecret(ChannelRow before, String secret, Instant now) {
    Target.Webhook target =
        targets.openWebhook(before.id(), Objects.requireNonNull(before.ciphertext()));
    return new ChannelRow(
        before.id(),
        before.teamId(),
        before.name(),
        before.kind(),
        before.origin(),
        targets.seal(before.id(), new Target.Webhook(target.url(), secret)),
        before.recipients(),
        before.events(),
        before.stallMinutes(),
        before.thresholds(),
        before.enabled(),
        before.createdAt(),
        now);
  }

  /// What is not sent stays.
  private Place changedPlace(ChannelRow before, ChangeNotificationChannel wanted) {
    boolean same =
        before.kind() == ChannelKind.EMAIL ? wanted.recipients() == null : wanted.url() == null;
    if (same) {
      return new Place(before.origin(), before.ciphertext(), before.recipients());
    }
    return switch (before.kind()) {
      case WEBHOOK -> {
        byte[] sealed = Objects.requireNonNull(before.ciphertext());
        String secret = targets.openWebhook(before.id(), sealed).secret();
        yield webhook(before.id(), wanted.url(), secret);
      }
      case SLACK -> slack(before.id(), wanted.url());
      case EMAIL -> mail(wanted.recipients());
    };
  }

  /// Where a channel leads, as its row says.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Place(
      @Nullable String origin, byte @Nullable [] ciphertext, List<String> recipients) {}

  private Place webhook(UUID id, @Nullable String text, String secret) {
    URI url = ReceiverUrl.require(text, addresses);
    return new Place(
        ReceiverUrl.origin(url), targets.seal(id, new Target.Webhook(url, secret)), List.of());
  }

  private Place slack(UUID id, @Nullable String text) {
    URI url = ReceiverUrl.require(text, addresses);
    return new Place(ReceiverUrl.origin(url), targets.seal(id, new Target.Slack(url)), List.of());
  }

  private Place mail(@Nullable List<String> recipients) {
    mail.require();
    if (recipients == null || recipients.isEmpty()) {
      throw FieldRefusal.of("recipients", null, "is missing", "send who gets the mail");
    }
    return new Place(null, null, distinct(recipients));
  }

  private static void requireOnly(
      ChannelKind kind, @Nullable String url, @Nullable List<String> recipients) {
    if (kind == ChannelKind.EMAIL && url != null) {
      throw FieldRefusal.of("url", url, "does not go with EMAIL", "leave it out");
    }
    if (kind != ChannelKind.EMAIL && recipients != null && !recipients.isEmpty()) {
      throw FieldRefusal.of(
          "recipients", recipients.toString(), "does not go with " + kind, "leave it out");
    }
  }

  private static List<String> thresholds(@Nullable List<String> texts) {
    return distinct(texts).stream()
        .map(text ->
            Threshold.parse(text)
                .orElseThrow(() ->
                    FieldRefusal.of(
                        "thresholds",
                        text,
                        "is no threshold",
                        "write a series, one of > >= < <= and a number: train/loss > 10")))
        .map(Threshold::text)
        .distinct()
        .toList();
  }

  private static <T> List<T> distinct(@Nullable List<T> values) {
    return values == null ? List.of() : values.stream().distinct().toList();
  }
}
