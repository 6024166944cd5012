package dev.accrue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/// A statement of a person's request that would take for ever.
@TestServer
@TestPropertySource(properties = "accrue.statement-timeout=1s")
class StatementTimeoutTest {

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private TransactionTemplate transaction;

  @ParameterizedTest
  @CsvSource({"audit_event, /api/v1/audit", "dataset, /api/v1/datasets"})
  @Timeout(60)
  void isEndedAndSaysSo(String table, String path) {
    TestHttp administrator = clients.administrator();

    TestHttp.Answer answer =
        transaction.execute(_ -> {
          jdbc.sql("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table)).update();
          // What the server does on its own may take longer.
          jdbc.sql("SELECT pg_sleep(1.1)").query(_ -> {});
          return administrator.get(path);
        });

    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    assertThat(answer.json().get("code").asString()).isEqualTo("UNAVAILABLE");
    assertThat(answer.json().get("detail").asString()).contains("ask for less");
  }
}
