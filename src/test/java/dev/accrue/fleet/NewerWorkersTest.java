package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestWorker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A worker of a later release than the server, which knows more to say.
@StillServer
class NewerWorkersTest {

  private static final String MORE = ",\"later\":{\"deep\":[1,{\"er\":null}]}}";

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void heartbeatsAndEventsCountAlthoughTheyHaveUnknownFields() {
    TestWorker worker = fleet.register(1);

    assertThat(
            worker
                .http()
                .post(
                    "/worker/v1/workers/%s/heartbeat".formatted(worker.id()),
                    "{\"incarnation\":\"%s\",\"attempts\":[],\"leaving\":false,\"problems\":[]%s"
                        .formatted(worker.incarnation(), MORE))
                .status())
        .isEqualTo(200);

    TestAttempt attempt = fleet.start();
    assertThat(
            attempt
                .http()
                .post(attempt.path("/events"), "{\"kind\":\"NOTED\",\"reason\":\"seen\"" + MORE)
                .status())
        .isEqualTo(204);
    assertThat(
            jdbc.sql("SELECT count(*) FROM job_event WHERE kind = 'NOTED' AND reason = 'seen'")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void peopleAreStillToldOfUnknownFields() {
    assertThat(
            clients
                .administrator()
                .post("/api/v1/teams", "{\"name\":\"vision\",\"later\":1}")
                .status())
        .isEqualTo(422);
  }

  @Test
  void whatAWorkerHasToSayIsStillMissed() {
    TestWorker worker = fleet.register(1);

    assertThat(
            worker
                .http()
                .post(
                    "/worker/v1/workers/%s/heartbeat".formatted(worker.id()),
                    "{\"attempts\":[],\"leaving\":false,\"problems\":[]" + MORE)
                .status())
        .isEqualTo(422);
  }
}
