package dev.accrue.notify;

import dev.accrue.api.notification.ChannelKind;
import dev.accrue.api.notification.NotificationChannelView;
import dev.accrue.api.notification.StateChange;
import dev.accrue.representation.Paging;
import dev.accrue.representation.SortKey;
import dev.accrue.representation.SortKeys;
import dev.accrue.representation.Sorted;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `notification_channel`. All but three are bound to a team.
@Component
class ChannelStore {

  static final SortKeys<NotificationChannelView> SORT_KEYS = sortKeys();

  private static final String INSERT =
      """
      INSERT INTO notification_channel (id, team_id, name, kind, origin, ciphertext, recipients,
        events, stall_minutes, thresholds, enabled, created_at, changed_at)
      VALUES (:id, :team, :name, :kind, :origin, :ciphertext, :recipients, :events, :stallMinutes,
        :thresholds, :enabled, :createdAt, :changedAt)
      ON CONFLICT (team_id, name) DO NOTHING
      """;
  private static final String UPDATE =
      """
      UPDATE notification_channel SET name = :name, origin = :origin, ciphertext = :ciphertext,
        recipients = :recipients, events = :events, stall_minutes = :stallMinutes,
        thresholds = :thresholds, enabled = :enabled, changed_at = :changedAt
      WHERE id = :id AND team_id = :team AND kind = :kind
        AND NOT EXISTS (SELECT FROM notification_channel other
          WHERE other.team_id = :team AND other.name = :name AND other.id <> :id)
      """;

  private final JdbcClient jdbc;

  ChannelStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A threshold of an enabled channel, as text.
  record Watched(UUID teamId, UUID channelId, String threshold) {}

  /// What is sealed of a channel.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sealed(UUID channelId, byte[] ciphertext) {}

  List<Sealed> findSealed() {
    return jdbc.sql(
            "SELECT id, ciphertext FROM notification_channel WHERE ciphertext IS NOT NULL ORDER BY id")
        .query((row, _) -> new Sealed(row.getObject("id", UUID.class), row.getBytes("ciphertext")))
        .list();
  }

  /// Puts the same under another key in its place, unless it was changed meanwhile.
  void replace(Sealed old, byte[] ciphertext) {
    jdbc.sql(
            """
            UPDATE notification_channel SET ciphertext = :ciphertext
            WHERE id = :id AND ciphertext = :old
            """)
        .param("ciphertext", ciphertext)
        .param("id", old.channelId())
        .param("old", old.ciphertext())
        .update();
  }

  /// Keeps others from changing the channels of the team until the transaction ends.
  ///
  /// @return how many there are
  int lockAndCount(UUID teamId) {
    jdbc.sql("SELECT id FROM team WHERE id = :team FOR NO KEY UPDATE")
        .param("team", teamId)
        .query(UUID.class)
        .single();
    return jdbc.sql("SELECT count(*) FROM notification_channel WHERE team_id = :team")
        .param("team", teamId)
        .query(Integer.class)
        .single();
  }

  /// Adds a channel.
  ///
  /// @return false when the name is taken
  boolean insert(ChannelRow channel) {
    return write(INSERT, channel);
  }

  /// Changes a channel.
  ///
  /// @return false when the name is taken by another one, or the channel is gone
  boolean update(ChannelRow channel) {
    return write(UPDATE, channel);
  }

  private boolean write(String statement, ChannelRow channel) {
    return jdbc.sql(statement)
            .param("id", channel.id())
            .param("team", channel.teamId())
            .param("name", channel.name())
            .param("kind", channel.kind().name())
            .param("origin", channel.origin(), Types.VARCHAR)
            .param("ciphertext", channel.ciphertext(), Types.BINARY)
            .param("recipients", channel.recipients().toArray(String[]::new))
            .param("events", channel.events().stream().map(Enum::name).toArray(String[]::new))
            .param("stallMinutes", channel.stallMinutes(), Types.INTEGER)
            .param("thresholds", channel.thresholds().toArray(String[]::new))
            .param("enabled", channel.enabled())
            .param("createdAt", channel.createdAt().atOffset(ZoneOffset.UTC))
            .param("changedAt", channel.changedAt().atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /// Deletes a channel and its log.
  ///
  /// @return false when the team has no such channel
  boolean delete(UUID teamId, UUID id) {
    return jdbc.sql("DELETE FROM notification_channel WHERE id = :id AND team_id = :team")
            .param("id", id)
            .param("team", teamId)
            .update()
        == 1;
  }

  Optional<ChannelRow> find(UUID teamId, UUID id) {
    return jdbc.sql("SELECT * FROM notification_channel WHERE id = :id AND team_id = :team")
        .param("id", id)
        .param("team", teamId)
        .query(ChannelStore::row)
        .optional();
  }

  List<ChannelRow> list(UUID teamId, Paging<NotificationChannelView> paging) {
    return paging
        .statement(
            jdbc,
            """
            SELECT * FROM notification_channel WHERE team_id = :team AND {after}
            ORDER BY {order} LIMIT :limit
            """)
        .param("team", teamId)
        .query(ChannelStore::row)
        .list();
  }

  private static SortKeys<NotificationChannelView> sortKeys() {
    SortKey<NotificationChannelView> name =
        SortKey.text("name", "name", NotificationChannelView::name);
    return new SortKeys<>(
        List.of(
            name,
            SortKey.text("kind", "kind", channel -> channel.kind().name()),
            SortKey.flag("enabled", "enabled", NotificationChannelView::enabled),
            SortKey.instant("createdAt", "created_at", NotificationChannelView::createdAt),
            SortKey.instant("changedAt", "changed_at", NotificationChannelView::changedAt)),
        List.of(name),
        "name",
        Sorted.MOST);
  }

  /// Of all teams.
  List<Watched> findThresholds() {
    return jdbc.sql(
            """
            SELECT team_id, id, unnest(thresholds) AS threshold FROM notification_channel
            WHERE enabled
            """)
        .query((row, _) ->
            new Watched(
                row.getObject("team_id", UUID.class),
                row.getObject("id", UUID.class),
                row.getString("threshold")))
        .list();
  }

  private static ChannelRow row(ResultSet row, int number) throws SQLException {
    return new ChannelRow(
        row.getObject("id", UUID.class),
        row.getObject("team_id", UUID.class),
        row.getString("name"),
        ChannelKind.valueOf(row.getString("kind")),
        row.getString("origin"),
        row.getBytes("ciphertext"),
        texts(row.getArray("recipients")),
        texts(row.getArray("events")).stream().map(StateChange::valueOf).toList(),
        row.getObject("stall_minutes", Integer.class),
        texts(row.getArray("thresholds")),
        row.getBoolean("enabled"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }
}
