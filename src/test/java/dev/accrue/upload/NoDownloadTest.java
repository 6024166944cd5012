package dev.accrue.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@TestServer
class NoDownloadTest {

  @Autowired private HttpClients clients;

  @Test
  void fetchesNothingUnlessTheOperatorAllowsIt() {
    Answer answer =
        clients
            .administrator()
            .post(
                "/api/v1/downloads",
                "{\"team\": \"default\", \"url\": \"https://example.org/a.csv\"}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(answer.json().get("detail").asString())
        .contains("fetches nothing by URL", "accrue.download.allowed-url-prefixes");
  }
}
