package dev.accrue.team;

import dev.accrue.api.team.AuditEventView;
import dev.accrue.representation.Paging;
import dev.accrue.representation.SortKey;
import dev.accrue.representation.SortKeys;
import dev.accrue.representation.SqlInstant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The audit log as rows of `audit_event`.
@Component
class AuditStore implements AuditLog {

  /// They are numbered in the order in which they came.
  static final SortKeys<AuditEventView> SORT_KEYS =
      new SortKeys<>(
          List.of(SortKey.number("id", "e.id", AuditEventView::id)), List.of(), "-id", 1);

  private static final TypeReference<Map<String, @Nullable Object>> FIELDS =
      new TypeReference<>() {};

  private static final String FIND =
      """
      SELECT e.id, e.at, e.actor, e.address, e.kind, e.subject, t.name AS team, e.detail,
             e.before, e.after
        FROM audit_event e LEFT JOIN team t ON t.id = e.team_id
       WHERE {after}
         AND (CAST(:readable AS uuid[]) IS NULL OR e.team_id = ANY (:readable))
         AND (CAST(:actor AS text) IS NULL OR e.actor = :actor)
         AND (CAST(:kind AS text) IS NULL OR e.kind = :kind)
         AND (CAST(:subject AS text) IS NULL OR e.subject = :subject)
         AND (CAST(:team AS text) IS NULL OR t.name = :team)
         AND (CAST(:from AS timestamptz) IS NULL OR e.at >= :from)
         AND (CAST(:to AS timestamptz) IS NULL OR e.at < :to)
       ORDER BY {order} LIMIT :limit
      """;

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;

  AuditStore(JdbcClient jdbc, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public void record(Caller actor, AuditEntry entry) {
    jdbc.sql(
            """
            INSERT INTO audit_event
              (at, actor, address, kind, subject, team_id, detail, before, after)
            VALUES (:now, :actor, nullif(current_setting('accrue.address', true), ''), :kind,
              :subject, :team, :detail, :before::jsonb, :after::jsonb)
            """)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("actor", actor.name())
        .param("kind", entry.kind())
        .param("subject", entry.subject(), Types.VARCHAR)
        .param("team", entry.teamId(), Types.OTHER)
        .param("detail", entry.detail())
        .param("before", write(entry.before()), Types.VARCHAR)
        .param("after", write(entry.after()), Types.VARCHAR)
        .update();
  }

  List<AuditEventView> find(AuditFilter filter, Paging<AuditEventView> paging) {
    List<UUID> readable = filter.readableTeams();
    return paging
        .statement(jdbc, FIND)
        .param("readable", readable == null ? null : readable.toArray(UUID[]::new), Types.ARRAY)
        .param("actor", filter.actor(), Types.VARCHAR)
        .param("kind", filter.kind(), Types.VARCHAR)
        .param("subject", filter.subject(), Types.VARCHAR)
        .param("team", filter.team(), Types.VARCHAR)
        .param("from", at(filter.from()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("to", at(filter.to()), Types.TIMESTAMP_WITH_TIMEZONE)
        .query((row, _) -> view(row))
        .list();
  }

  private AuditEventView view(ResultSet row) throws SQLException {
    return new AuditEventView(
        row.getLong("id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("actor"),
        row.getString("address"),
        row.getString("kind"),
        row.getString("subject"),
        row.getString("team"),
        row.getString("detail"),
        fields(row.getString("before")),
        fields(row.getString("after")));
  }

  private @Nullable Map<String, @Nullable Object> fields(@Nullable String text) {
    return text == null ? null : json.readValue(text, FIELDS);
  }

  private @Nullable String write(Map<String, ?> fields) {
    return fields.isEmpty() ? null : json.writeValueAsString(fields);
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : SqlInstant.of(instant);
  }
}
