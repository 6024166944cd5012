package dev.accrue.upload;

import dev.accrue.address.PublicAddresses;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Which URLs the server may fetch: those that begin with an allowed prefix, by scheme, host, port
/// and whole folders, and whose host has public addresses only. A prefix may name a private
/// address, as digits: then this address is allowed, and no name that leads to it.
@Component
class UrlRules {

  private final List<URI> prefixes;

  UrlRules(DownloadProperties properties) {
    this.prefixes = properties.allowedUrlPrefixes();
  }

  /// Whether the operator allows anything.
  boolean allowAnything() {
    return !prefixes.isEmpty();
  }

  /// The URL, if it is one and begins with an allowed prefix.
  Optional<URI> parse(String url) {
    try {
      return Optional.of(new URI(url)).filter(UrlRules::isPlain).filter(this::isAllowed);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /// Where a redirect leads, if that is allowed too.
  Optional<URI> resolve(URI from, String location) {
    try {
      return parse(from.resolve(new URI(location)).toString());
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Whether a URL can be a prefix.
  static boolean isPrefix(URI url) {
    return isPlain(url) && url.getRawQuery() == null && url.getRawPath().endsWith("/");
  }

  private static boolean isPlain(URI url) {
    String scheme = url.getScheme();
    String path = url.getRawPath();
    return (("http".equals(scheme) || "https".equals(scheme))
        && url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && path != null
        && isStraight(path.toLowerCase(Locale.ROOT)));
  }

  /// Paths that other programs could read as leading out of a folder are none.
  private static boolean isStraight(String path) {
    return !path.contains("%2e")
        && !path.contains("%2f")
        && !path.contains("%5c")
        && !path.contains("//")
        && !List.of(path.split("/", -1)).contains("..")
        && !List.of(path.split("/", -1)).contains(".");
  }

  private boolean isAllowed(URI url) {
    return prefixes.stream()
        .anyMatch(prefix ->
            isSameHost(prefix, url)
                && prefix.getScheme().equals(url.getScheme())
                && port(prefix) == port(url)
                && url.getRawPath().startsWith(prefix.getRawPath()));
  }

  private static boolean isSameHost(URI prefix, URI url) {
    return prefix.getHost().equalsIgnoreCase(url.getHost());
  }

  private static int port(URI url) {
    int standard = url.getScheme().equals("https") ? 443 : 80;
    return url.getPort() < 0 ? standard : url.getPort();
  }

  /// Looks the host's addresses up. The JDK keeps the answer for a while, so that the connection
  /// that follows goes to one of the addresses that were seen here.
  ///
  /// @throws DownloadFailedException when there are none, or one of them is not public
  void requirePublic(URI url) throws DownloadFailedException {
    if (isAddress(url.getHost())) {
      return;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
        if (!PublicAddresses.isPublic(address)) {
          throw new DownloadFailedException(
              "the host %s has an address that is not public; name the address itself in accrue.download.allowed-url-prefixes if it is meant"
                  .formatted(url.getHost()));
        }
      }
    } catch (UnknownHostException e) {
      throw new DownloadFailedException("nobody knows the host " + url.getHost(), e);
    }
  }

  /// Digits: an address that a prefix names exactly, since its host is the URL's.
  private static boolean isAddress(String host) {
    return host.startsWith("[") || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }
}
