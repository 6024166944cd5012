package dev.accrue.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// For servers without TLS: Java's client makes a TLS context in any case, and reads some 140
/// certificates for it, which is a good part of what a short command takes. This one trusts nobody.
final class PlainContext {

  private PlainContext() {}

  /// A client for this address that follows no redirects.
  static HttpClient.Builder client(URI server) {
    HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    return "http".equals(server.getScheme()) ? client.sslContext(trustingNobody()) : client;
  }

  private static SSLContext trustingNobody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }
}
