package dev.accrue.dataset;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who gets to name a data set, when several servers want to.
@Component
class DatasetNames {

  private static final String CLAIM_BUILT_IN =
      """
      INSERT INTO dataset (id, team_id, name, format, description, created_at)
      VALUES (:id, NULL, :name, :format, :description, :now)
      ON CONFLICT DO NOTHING
      """;

  private final JdbcClient jdbc;
  private final Clock clock;

  DatasetNames(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// Names a data set of every team's, still without files; empty when another server was faster.
  Optional<UUID> claimBuiltIn(String name, String format, String description) {
    UUID id = UUID.randomUUID();
    int inserted =
        jdbc.sql(CLAIM_BUILT_IN)
            .param("id", id)
            .param("name", name)
            .param("format", format)
            .param("description", description)
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .update();
    return inserted == 1 ? Optional.of(id) : Optional.empty();
  }
}
