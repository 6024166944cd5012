package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureTest {

  /// The other side: `printf '1767225600.{"a":1}' | openssl dgst -sha256 -hmac secret`.
  @Test
  void signsTheSecondsAPointAndTheBody() {
    assertThat(
            Signature.of(
                "secret",
                Instant.parse("2026-01-01T00:00:00.999Z"),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "t=1767225600,v1=96a067a1c95eb143fc00b9097bcfcbcd5456adda508c443ff219748e764dbed7");
  }
}
