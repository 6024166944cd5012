package dev.accrue.api.notification;

/// What the fields of a channel hold.
final class ChannelRules {

  static final String NAME = "[a-z][a-z0-9._-]{0,62}";
  static final String NAME_MESSAGE =
      "is not 1 to 63 lower-case letters, digits, points, underscores and hyphens, a letter first";
  static final String MAIL_ADDRESS = "[^\\s@<>\",;:\\\\()\\[\\]\\p{Cc}]{1,64}@[A-Za-z0-9.-]{1,190}";
  static final String MAIL_ADDRESS_MESSAGE = "is not a mail address such as ada@example.org";
  static final int MAX_URL = 2000;
  static final int MAX_RECIPIENTS = 10;
  static final int MAX_EVENTS = 10;
  static final int MAX_STALL_MINUTES = 10_080;
  static final int MAX_THRESHOLDS = 20;
  static final int MAX_THRESHOLD = 200;

  private ChannelRules() {}
}
