package dev.accrue.team;

import dev.accrue.api.team.AuditEventView;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The audit log as rows of `audit_event`.
@Component
class AuditStore implements AuditLog {

  private final JdbcClient jdbc;
  private final Clock clock;

  AuditStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public void record(Caller actor, String kind, @Nullable String subject, String detail) {
    jdbc.sql(
            """
            INSERT INTO audit_event (at, actor, kind, subject, detail)
            VALUES (:now, :actor, :kind, :subject, :detail)
            """)
        .param("now", Timestamp.from(clock.instant()))
        .param("actor", actor.name())
        .param("kind", kind)
        .param("subject", subject, Types.VARCHAR)
        .param("detail", detail)
        .update();
  }

  /// Events from the newest, those before one.
  List<AuditEventView> find(long before, int limit) {
    return jdbc.sql(
            """
            SELECT id, at, actor, kind, subject, detail FROM audit_event
            WHERE id < :before ORDER BY id DESC LIMIT :limit
            """)
        .param("before", before)
        .param("limit", limit)
        .query((row, _) ->
            new AuditEventView(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("detail")))
        .list();
  }
}
