package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,     10.255.0.1,       11.0.0.1",
    "172.16.0.0/12,  172.31.255.255,   172.32.0.0",
    "192.168.1.4/30, 192.168.1.7,      192.168.1.8",
    "192.168.1.4,    192.168.1.4,      192.168.1.5",
    "0.0.0.0/0,      127.0.0.1,        ::1",
    "fd00::/8,       fdff::1,          fc00::1",
    "::1,            ::1,              127.0.0.1"
  })
  void holdsTheAddressesThatBeginWithItsBits(String network, String inside, String outside)
      throws UnknownHostException {
    assertThat(Network.of(network).contains(InetAddress.getByName(inside))).isTrue();
    assertThat(Network.of(network).contains(InetAddress.getByName(outside))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "fd00::/129",
        "10/a"
      })
  void isNothingElse(String text) {
    assertThatThrownBy(() -> Network.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write one such as 10.0.0.0/8");
  }
}
