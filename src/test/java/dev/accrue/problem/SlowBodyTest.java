package dev.accrue.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/// Senders who never come to an end.
@TestServer
@TestPropertySource(
    properties = {
      "accrue.body.grace=1s",
      "accrue.body.bytes-per-second=1000",
      "server.tomcat.connection-timeout=2s"
    })
class SlowBodyTest {

  private static final int BETWEEN_BYTES_MILLIS = 100;

  @LocalServerPort private int port;

  @Test
  void aBodyThatTricklesIsRefusedAndItsConnectionClosed() throws Exception {
    assertThat(answerTo(true)).startsWith("HTTP/1.1 408").contains("\"code\":\"BODY_TOO_SLOW\"");
  }

  @Test
  void aBodyThatStopsIsRefusedAndItsConnectionClosed() throws Exception {
    assertThat(answerTo(false)).startsWith("HTTP/1.1 408").contains("\"code\":\"BODY_TOO_SLOW\"");
  }

  @Test
  void theMoreHasComeTheLongerABodyMayTake() {
    AtomicLong nanos = new AtomicLong();
    BodyPace pace = new BodyPace(Duration.ofSeconds(30), 1000, nanos::get);

    nanos.set(Duration.ofSeconds(30).toNanos());
    assertThat(pace.isTooSlow(0)).isFalse();
    nanos.set(Duration.ofSeconds(31).toNanos());
    assertThat(pace.isTooSlow(999)).isTrue();
    assertThat(pace.isTooSlow(1000)).isFalse();
    nanos.set(Duration.ofHours(1).toNanos());
    assertThat(pace.isTooSlow(1_000_000)).isTrue();
    assertThat(pace.isTooSlow(3_600_000)).isFalse();
  }

  /// All that comes until the server closes.
  ///
  /// @param trickles whether a byte is sent now and then, or none at all
  @Timeout(60)
  private String answerTo(boolean trickles) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(BETWEEN_BYTES_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          POST /api/v1/session HTTP/1.1\r
          Host: localhost\r
          Cookie: XSRF-TOKEN=a\r
          X-XSRF-TOKEN: a\r
          Content-Type: application/json\r
          Content-Length: 100000\r
          \r
          {"name":"\
          """
              .getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      while (true) {
        try {
          int read = socket.getInputStream().read();
          if (read < 0) {
            return answer.toString();
          }
          answer.append((char) read);
        } catch (SocketTimeoutException e) {
          trickle(out, trickles && answer.isEmpty());
        }
      }
    }
  }

  private static void trickle(OutputStream out, boolean more) throws IOException {
    if (more) {
      out.write('a');
      out.flush();
    }
  }
}
