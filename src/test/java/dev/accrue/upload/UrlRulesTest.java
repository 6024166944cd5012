package dev.accrue.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {

  private static final UrlRules RULES =
      rules("https://data.example.org/sets/", "http://10.0.0.7:8080/", "http://localhost:1/");

  private static UrlRules rules(String... prefixes) {
    return new UrlRules(properties(prefixes));
  }

  private static DownloadProperties properties(String... prefixes) {
    return new DownloadProperties(
        List.of(prefixes).stream().map(URI::create).toList(),
        Duration.ofHours(1),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        4,
        4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://data.example.org/sets/a.csv",
        "https://DATA.example.org:443/sets/b/c.zip?version=2",
        "http://10.0.0.7:8080/a"
      })
  void allowsWhatBeginsWithAPrefix(String url) {
    assertThat(RULES.parse(url)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://data.example.org/sets/a.csv",
        "https://data.example.org/other/a.csv",
        "https://data.example.org/sets",
        "https://data.example.org/setsa/a.csv",
        "https://data.example.org/sets/../other/a.csv",
        "https://data.example.org/sets/%2e%2e/other/a.csv",
        "https://data.example.org/sets/..%2fother/a.csv",
        "https://data.example.org/sets//a.csv",
        "https://data.example.org:8443/sets/a.csv",
        "https://data.example.org.evil.org/sets/a.csv",
        "https://me@data.example.org/sets/a.csv",
        "https://evil.org/@data.example.org/sets/a.csv",
        "https://data.example.org/sets/a.csv#b",
        "http://10.0.0.7/a",
        "http://10.0.0.8:8080/a",
        "http://167772167:8080/a",
        "file:///etc/passwd",
        "ftp://data.example.org/sets/a.csv",
        "/sets/a.csv",
        "a b",
        ""
      })
  void refusesEverythingElse(String url) {
    assertThat(RULES.parse(url)).isEmpty();
  }

  @Test
  void refusesRedirectsThatLeadOut() {
    URI from = URI.create("https://data.example.org/sets/a.csv");

    assertThat(RULES.resolve(from, "b.csv"))
        .contains(URI.create("https://data.example.org/sets/b.csv"));
    assertThat(RULES.resolve(from, "../secret")).isEmpty();
    assertThat(RULES.resolve(from, "//evil.org/sets/a.csv")).isEmpty();
    assertThat(RULES.resolve(from, "http://169.254.169.254/latest")).isEmpty();
    assertThat(RULES.resolve(from, "http://[")).isEmpty();
  }

  @Test
  void refusesNamesOfPrivateAddressesButNotTheAddressThatAPrefixNames() throws Exception {
    RULES.requirePublic(URI.create("http://10.0.0.7:8080/a"));
    assertThatThrownBy(() -> RULES.requirePublic(URI.create("http://localhost:1/a")))
        .isInstanceOf(DownloadFailedException.class)
        .hasMessageContaining("localhost has an address that is not public");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://data.example.org",
        "https://data.example.org/sets",
        "file:///tmp/",
        "https://me@data.example.org/",
        "https://data.example.org/a/?b",
        "https://data.example.org/../"
      })
  void refusesPrefixesThatAllowMoreThanTheyLookLike(String prefix) {
    assertThatThrownBy(() -> properties(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a path that ends with /");
  }
}
