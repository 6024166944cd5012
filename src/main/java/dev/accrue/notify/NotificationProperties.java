package dev.accrue.notify;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How notifications are sent.
///
/// @param allowedNetworks private networks that receivers may be in, such as `10.0.0.0/8`; none
///   unless the operator says so
/// @param mailFrom who mail comes from; null: there is no mail
/// @param dashboardUrl where people open the dashboard, for links; null: no links
/// @param timeout of one attempt
/// @param maxAttempts after which a notification is given up
/// @param retryPause before the second attempt; doubled for each one after it
/// @param retryPauseLimit the longest pause
/// @param retention how long the log keeps what was sent or given up
/// @param maxAtOnce attempts of one server at once
/// @param maxAtOncePerChannel of them for one channel, so that a slow receiver leaves room to
///   others
@ConfigurationProperties("accrue.notifications")
record NotificationProperties(
    @DefaultValue List<Network> allowedNetworks,
    @Nullable String mailFrom,
    @Nullable URI dashboardUrl,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("12") int maxAttempts,
    @DefaultValue("10s") Duration retryPause,
    @DefaultValue("1h") Duration retryPauseLimit,
    @DefaultValue("30d") Duration retention,
    @DefaultValue("32") int maxAtOnce,
    @DefaultValue("4") int maxAtOncePerChannel) {

  private static final double JITTER = 0.25;
  private static final int MAX_DOUBLINGS = 30;

  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

  /// For the lookup of a name and for writing down what came of an attempt, beside its timeout.
  private static final Duration CLAIM_MARGIN = Duration.ofMinutes(1);

  NotificationProperties {
    allowedNetworks = List.copyOf(allowedNetworks);
    if (!timeout.isPositive() || !retryPause.isPositive() || !retention.isPositive()) {
      throw new IllegalArgumentException(
          "accrue.notifications.timeout, retry-pause and retention must be positive");
    }
    if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "accrue.notifications.timeout (%s) must not be longer than %s"
              .formatted(timeout, LONGEST_TIMEOUT));
    }
    if (retryPauseLimit.compareTo(retryPause) < 0) {
      throw new IllegalArgumentException(
          "accrue.notifications.retry-pause (%s) must not be longer than retry-pause-limit (%s)"
              .formatted(retryPause, retryPauseLimit));
    }
    if (maxAttempts < 1 || maxAtOncePerChannel < 1 || maxAtOnce < maxAtOncePerChannel) {
      throw new IllegalArgumentException(
          "accrue.notifications.max-attempts (%d), max-at-once (%d) and max-at-once-per-channel (%d) must be positive, the last no more than the one before"
              .formatted(maxAttempts, maxAtOnce, maxAtOncePerChannel));
    }
  }

  /// Whether the operator allows an address although it is not public.
  boolean allows(InetAddress address) {
    return allowedNetworks.stream().anyMatch(it -> it.contains(address));
  }

  /// What to say of a receiver that takes longer than an attempt may.
  String noAnswer() {
    return "no answer within %d ms".formatted(timeout.toMillis());
  }

  /// How long whoever claims a notification has it for itself.
  Duration claim() {
    return timeout.plus(CLAIM_MARGIN);
  }

  /// The pause after an attempt failed, up to a quarter more or less, so that what failed together
  /// does not come back together.
  ///
  /// @param attempts that failed
  Duration pauseAfter(UUID delivery, int attempts) {
    double doubled =
        Math.scalb((double) retryPause.toMillis(), Math.min(attempts - 1, MAX_DOUBLINGS));
    double pause = Math.min(doubled, (double) retryPauseLimit.toMillis());
    long seed = delivery.getMostSignificantBits() ^ delivery.getLeastSignificantBits() ^ attempts;
    double jitter = new SplittableRandom(seed).nextDouble(-JITTER, JITTER);
    return Duration.ofMillis(Math.round(pause * (1 + jitter)));
  }
}
