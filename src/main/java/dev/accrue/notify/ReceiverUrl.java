package dev.accrue.notify;

import dev.accrue.problem.ProblemException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The URL of a channel.
final class ReceiverUrl {

  private static final String FIELD = "url";
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final int MAX_HOST = 253;

  private ReceiverUrl() {}

  /// The URL, if the server may send there as far as that can be told without looking its name up,
  /// which happens each time that something is sent.
  ///
  /// @throws ProblemException `INVALID_REQUEST`
  static URI require(@Nullable String text, ReceiverAddresses addresses) {
    if (text == null) {
      throw FieldRefusal.of(FIELD, null, "is missing", "send where the channel's messages go");
    }
    URI url = parse(text);
    if (!SCHEMES.contains(String.valueOf(url.getScheme()))
        || url.getHost() == null
        || url.getHost().length() > MAX_HOST
        || url.getPort() == 0
        || url.getPort() > 0xffff
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw notOne(text);
    }
    if (isDigits(url.getHost()) && !allows(url.getHost(), addresses)) {
      throw FieldRefusal.of(
          FIELD,
          text,
          "is an address that is not public",
          "send a public one, or ask the server's operator to list its network in accrue.notifications.allowed-networks");
    }
    return url;
  }

  /// What people are shown of it.
  static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      throw notOne(text);
    }
  }

  /// Nothing that a name could be, so that no name is looked up while somebody waits.
  private static boolean isDigits(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  private static boolean allows(String host, ReceiverAddresses addresses) {
    try {
      return addresses.allows(InetAddress.getByName(host));
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private static ProblemException notOne(String text) {
    return FieldRefusal.of(
        FIELD,
        text,
        "is no URL to send to",
        "write http:// or https://, a host, and a path, without a user or a fragment");
  }
}
