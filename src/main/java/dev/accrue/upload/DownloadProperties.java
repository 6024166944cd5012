package dev.accrue.upload;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What the server fetches by URL.
///
/// @param allowedUrlPrefixes what URLs may begin with, such as `https://data.example.org/sets/`;
///   empty for nothing
/// @param timeout of a whole download, with the time that it waits for its turn
/// @param connectTimeout until a server answers
/// @param idleTimeout a server that sends nothing for so long is given up
/// @param maxPerTeam downloads of a team that are running
/// @param maxAtOnce downloads of one server at once; others wait
@ConfigurationProperties("accrue.download")
record DownloadProperties(
    @DefaultValue List<URI> allowedUrlPrefixes,
    @DefaultValue("1h") Duration timeout,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("30s") Duration idleTimeout,
    @DefaultValue("4") int maxPerTeam,
    @DefaultValue("4") int maxAtOnce) {

  DownloadProperties {
    allowedUrlPrefixes = List.copyOf(allowedUrlPrefixes);
    if (!timeout.isPositive() || !connectTimeout.isPositive() || !idleTimeout.isPositive()) {
      throw new IllegalArgumentException("accrue.download's timeouts must be positive");
    }
    if (maxPerTeam <= 0 || maxAtOnce <= 0) {
      throw new IllegalArgumentException(
          "accrue.download.max-per-team (%d) and accrue.download.max-at-once (%d) must be positive"
              .formatted(maxPerTeam, maxAtOnce));
    }
    for (URI prefix : allowedUrlPrefixes) {
      if (!UrlRules.isPrefix(prefix)) {
        throw new IllegalArgumentException(
            "accrue.download.allowed-url-prefixes has %s; write http:// or https://, a host, and a path that ends with /"
                .formatted(prefix));
      }
    }
  }
}
