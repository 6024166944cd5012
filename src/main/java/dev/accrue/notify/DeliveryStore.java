package dev.accrue.notify;

import dev.accrue.api.notification.DeliveryState;
import dev.accrue.api.notification.DeliveryView;
import dev.accrue.api.notification.NotificationEvent;
import dev.accrue.representation.Paging;
import dev.accrue.representation.SortKey;
import dev.accrue.representation.SortKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `notification_delivery` for people, bound to a team.
@Component
class DeliveryStore {

  static final SortKeys<Listed> SORT_KEYS =
      new SortKeys<>(
          List.of(
              SortKey.instant("happenedAt", "happened_at", listed -> listed.view().happenedAt())),
          List.of(SortKey.number("sequence", "sequence", Listed::sequence)),
          "-happenedAt",
          1);

  private final JdbcClient jdbc;

  DeliveryStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A row and its place in the list.
  record Listed(long sequence, DeliveryView view) {}

  /// @param state null for all
  List<Listed> list(
      UUID teamId, UUID channelId, @Nullable DeliveryState state, Paging<Listed> paging) {
    return paging
        .statement(
            jdbc,
            """
            SELECT * FROM notification_delivery
            WHERE channel_id = :channel AND team_id = :team
              AND (CAST(:state AS text) IS NULL OR state = :state) AND {after}
            ORDER BY {order} LIMIT :limit
            """)
        .param("team", teamId)
        .param("channel", channelId)
        .param("state", state == null ? null : state.name(), Types.VARCHAR)
        .query((row, _) -> new Listed(row.getLong("sequence"), view(row)))
        .list();
  }

  Optional<DeliveryView> find(UUID teamId, UUID channelId, UUID id) {
    return jdbc.sql(
            """
            SELECT * FROM notification_delivery
            WHERE id = :id AND channel_id = :channel AND team_id = :team
            """)
        .param("id", id)
        .param("team", teamId)
        .param("channel", channelId)
        .query((row, _) -> view(row))
        .optional();
  }

  /// Adds a test.
  ///
  /// @return false when too many notifications of the channel wait, or it is gone
  boolean insertTest(UUID id, UUID teamId, UUID channelId, String detail, Instant now) {
    return jdbc.sql(
                """
                INSERT INTO notification_delivery
                  (id, channel_id, team_id, event, detail, happened_at, next_attempt_at)
                SELECT :id, c.id, c.team_id, 'TEST', :detail, :now, :now FROM notification_channel c
                WHERE c.id = :channel AND c.team_id = :team AND notification_room(c.id)
                FOR KEY SHARE
                """)
            .param("id", id)
            .param("team", teamId)
            .param("channel", channelId)
            .param("detail", detail)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /// Lets a notification that ended be sent again.
  ///
  /// @return false when it has not ended, or is not there
  boolean resend(UUID teamId, UUID channelId, UUID id, Instant now) {
    return jdbc.sql(
                """
                UPDATE notification_delivery SET state = 'WAITING', earlier_attempts = attempts,
                  next_attempt_at = :now, ended_at = NULL
                WHERE id = :id AND channel_id = :channel AND team_id = :team
                  AND state <> 'WAITING'
                """)
            .param("id", id)
            .param("team", teamId)
            .param("channel", channelId)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  private static DeliveryView view(ResultSet row) throws SQLException {
    Double value = row.getObject("value", Double.class);
    return new DeliveryView(
        row.getObject("id", UUID.class),
        NotificationEvent.valueOf(row.getString("event")),
        row.getObject("job_id", UUID.class),
        row.getString("job_name"),
        row.getObject("optimizer_step", Long.class),
        row.getString("threshold"),
        value == null || value.isInfinite() ? null : value,
        row.getString("detail"),
        row.getObject("happened_at", OffsetDateTime.class).toInstant(),
        DeliveryState.valueOf(row.getString("state")),
        row.getInt("attempts"),
        instant(row, "last_attempt_at"),
        instant(row, "next_attempt_at"),
        row.getObject("response_status", Integer.class),
        row.getString("failure"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
