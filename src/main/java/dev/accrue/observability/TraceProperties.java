package dev.accrue.observability;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where traces go.
///
/// @param endpoint a collector's address for OTLP over HTTP, with the path, such as
///   `http://127.0.0.1:4318/v1/traces`; null for no traces
/// @param headers of each request, such as a key for the collector
@ConfigurationProperties("accrue.traces")
record TraceProperties(@Nullable URI endpoint, @DefaultValue Map<String, String> headers) {

  TraceProperties {
    if (endpoint != null && (endpoint.getScheme() == null || endpoint.getHost() == null)) {
      throw new IllegalArgumentException(
          "accrue.traces.endpoint must be an address such as http://127.0.0.1:4318/v1/traces, but is "
              + endpoint);
    }
    headers = Map.copyOf(headers);
  }
}
