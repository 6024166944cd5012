package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A receiver with a certificate for the name `receiver.test`, which is looked up as loopback.
class ReceiverTlsTest {

  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir private static Path folder;
  private static SSLContext trusting;
  private static HttpsServer server;

  @BeforeAll
  static void serve() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(makeKey())) {
      keys.load(in, PASSWORD);
    }
    trusting = context(keys);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(trusting));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private static Path makeKey() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "receiver",
                "-keyalg",
                "EC",
                "-dname",
                "CN=receiver.test",
                "-ext",
                "SAN=dns:receiver.test",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    return file;
  }

  private static SSLContext context(KeyStore keys) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static int post(String host, SSLSocketFactory sockets) throws Exception {
    NotificationProperties properties = TestProperties.allowing("127.0.0.0/8");
    HostLookup loopback = _ -> List.of(InetAddress.getLoopbackAddress());
    ReceiverHttp http =
        new ReceiverHttp(new ReceiverAddresses(properties, loopback), properties, sockets);
    URI url = URI.create("https://%s:%d/".formatted(host, server.getAddress().getPort()));
    return http.post(url, Map.of(), new byte[] {'{', '}'});
  }

  @Test
  void theNameOfTheUrlIsTheCertificates() throws Exception {
    assertThat(post("receiver.test", trusting.getSocketFactory())).isEqualTo(200);
  }

  @Test
  void aCertificateForAnotherNameIsRefused() {
    assertThatThrownBy(() -> post("other.test", trusting.getSocketFactory()))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("other.test");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    assertThatThrownBy(
            () -> post("receiver.test", (SSLSocketFactory) SSLSocketFactory.getDefault()))
        .isInstanceOf(SSLException.class);
  }
}
