package dev.accrue.team;

import dev.accrue.api.team.WorkerTokenView;
import dev.accrue.representation.Paging;
import dev.accrue.representation.SortKey;
import dev.accrue.representation.SortKeys;
import dev.accrue.representation.Sorted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `worker_token`.
@Component
class WorkerTokenStore {

  static final SortKeys<WorkerTokenView> SORT_KEYS = sortKeys();

  private final JdbcClient jdbc;

  WorkerTokenStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  WorkerTokenView insert(String name, byte[] hash, Instant now) {
    return jdbc.sql(
            """
            INSERT INTO worker_token (id, name, token_hash, created_at)
            VALUES (:id, :name, :hash, :now) RETURNING id, name, created_at, revoked_at
            """)
        .param("id", UUID.randomUUID())
        .param("name", name)
        .param("hash", hash)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query((row, _) -> view(row))
        .single();
  }

  /// Keeps a token, unless it is there or was.
  void insertIfUnknown(String name, byte[] hash, Instant now) {
    jdbc.sql(
            """
            INSERT INTO worker_token (id, name, token_hash, created_at)
            VALUES (:id, :name, :hash, :now) ON CONFLICT (token_hash) DO NOTHING
            """)
        .param("id", UUID.randomUUID())
        .param("name", name)
        .param("hash", hash)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  List<WorkerTokenView> list(Paging<WorkerTokenView> paging) {
    return paging
        .statement(
            jdbc,
            """
            SELECT id, name, created_at, revoked_at FROM worker_token
             WHERE {after} ORDER BY {order} LIMIT :limit
            """)
        .query((row, _) -> view(row))
        .list();
  }

  /// Revokes a token.
  ///
  /// @return false when there is no such token; true too when it was revoked before
  boolean revoke(UUID id, Instant now) {
    return jdbc.sql(
                "UPDATE worker_token SET revoked_at = coalesce(revoked_at, :now) WHERE id = :id")
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("id", id)
            .update()
        == 1;
  }

  void renew(UUID id, byte[] hash) {
    int renewed =
        jdbc.sql("UPDATE worker_token SET token_hash = :hash, revoked_at = NULL WHERE id = :id")
            .param("id", id)
            .param("hash", hash)
            .update();
    if (renewed != 1) {
      throw new IllegalStateException("there is no worker token " + id);
    }
  }

  void revokeNamed(String name, Instant now) {
    jdbc.sql("UPDATE worker_token SET revoked_at = :now WHERE name = :name AND revoked_at IS NULL")
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("name", name)
        .update();
  }

  private static SortKeys<WorkerTokenView> sortKeys() {
    SortKey<WorkerTokenView> createdAt =
        SortKey.instant("createdAt", "created_at", WorkerTokenView::createdAt);
    return new SortKeys<>(
        List.of(
            createdAt,
            SortKey.text("name", "name", WorkerTokenView::name),
            SortKey.instantOrLast("revokedAt", "revoked_at", WorkerTokenView::revokedAt)),
        List.of(createdAt, SortKey.id("id", "id", WorkerTokenView::id)),
        "-createdAt",
        Sorted.MOST);
  }

  private static WorkerTokenView view(ResultSet row) throws SQLException {
    OffsetDateTime revokedAt = row.getObject("revoked_at", OffsetDateTime.class);
    return new WorkerTokenView(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        revokedAt == null ? null : revokedAt.toInstant());
  }
}
