package dev.accrue.dataset;

import dev.accrue.api.catalogue.CreateDataset;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

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

  /// Names a data set of a team's, still without files; empty when the name is taken.
  Optional<UUID> claim(
      UUID teamId, UUID userId, CreateDataset request, @Nullable String idempotencyKey) {
    UUID id = UUID.randomUUID();
    int inserted =
        jdbc.sql(
                """
                INSERT INTO dataset (id, team_id, name, format, description, created_by,
                                     idempotency_key, created_at)
                VALUES (:id, :team, :name, :format, :description, :user, :key, :now)
                ON CONFLICT DO NOTHING
                """)
            .param("id", id)
            .param("team", teamId)
            .param("name", request.name())
            .param("format", request.format())
            .param("description", request.description() == null ? "" : request.description())
            .param("user", userId)
            .param("key", idempotencyKey)
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .update();
    return inserted == 1 ? Optional.of(id) : Optional.empty();
  }

  /// Whether the data set of this name came from this very request.
  boolean isSame(
      UUID teamId,
      UUID userId,
      CreateDataset request,
      String idempotencyKey,
      Collection<CataloguedFile> files) {
    Set<String> named =
        Set.copyOf(
            jdbc.sql(
                    """
                    SELECT f.split || '/' || f.role || '/' || encode(f.sha256, 'hex')
                      FROM dataset d JOIN dataset_file f ON f.dataset_id = d.id
                     WHERE d.team_id = :team AND d.name = :name AND d.format = :format
                       AND d.created_by = :user AND d.idempotency_key = :key
                    """)
                .param("team", teamId)
                .param("name", request.name())
                .param("format", request.format())
                .param("user", userId)
                .param("key", idempotencyKey)
                .query(String.class)
                .list());
    return named.equals(
        files.stream()
            .map(file -> file.split() + "/" + file.role() + "/" + file.sha256())
            .collect(Collectors.toSet()));
  }

  int count(UUID teamId) {
    return jdbc.sql("SELECT count(*) FROM dataset WHERE team_id = :team")
        .param("team", teamId)
        .query(Integer.class)
        .single();
  }

  boolean exists(UUID teamId, String name) {
    return jdbc.sql("SELECT count(*) FROM dataset WHERE team_id = :team AND name = :name")
            .param("team", teamId)
            .param("name", name)
            .query(Integer.class)
            .single()
        == 1;
  }

  /// The data set that a job has held since it was submitted.
  Optional<UUID> findHeld(UUID jobId) {
    return jdbc.sql(
            "SELECT dataset_id FROM job_reference WHERE job_id = :job AND dataset_id IS NOT NULL")
        .param("job", jobId)
        .query(UUID.class)
        .optional();
  }

  /// Deletes a team's own data set that no job which has not ended trains on.
  ///
  /// The lock comes first, and waits for submissions that are about to hold the data set: the
  /// second statement sees their references.
  ///
  /// @param condition throws when it is not to be deleted after all
  @Transactional
  public boolean deleteUnused(UUID teamId, String name, Runnable condition) {
    Optional<UUID> locked =
        jdbc.sql("SELECT id FROM dataset WHERE team_id = :team AND name = :name FOR UPDATE")
            .param("team", teamId)
            .param("name", name)
            .query(UUID.class)
            .optional();
    if (locked.isEmpty()) {
      return false;
    }
    condition.run();
    return jdbc.sql(
                """
                DELETE FROM dataset d WHERE id = :id AND NOT EXISTS (
                  SELECT FROM job_reference r WHERE r.dataset_id = d.id)
                """)
            .param("id", locked.get())
            .update()
        == 1;
  }
}
