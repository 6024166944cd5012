package dev.accrue.team;

import dev.accrue.api.team.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A token's user with one of the teams that the token opens, or with none.
record TokenRow(
    UUID userId,
    String name,
    boolean administrator,
    TokenScope scope,
    @Nullable Membership membership) {

  static TokenRow of(ResultSet row) throws SQLException {
    String tokenRole = row.getString("token_role");
    TokenScope scope =
        new TokenScope(
            row.getObject("token_id", UUID.class),
            row.getObject("token_team_id", UUID.class),
            tokenRole == null ? null : Role.valueOf(tokenRole),
            row.getObject("expires_at", OffsetDateTime.class).toInstant());
    UUID teamId = row.getObject("team_id", UUID.class);
    return new TokenRow(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getBoolean("administrator"),
        scope,
        teamId == null
            ? null
            : new Membership(
                teamId, row.getString("team"), scope.limit(Role.valueOf(row.getString("role")))));
  }

  /// @param rows of one token, at least one
  static Caller caller(List<TokenRow> rows) {
    TokenRow first = rows.getFirst();
    List<Membership> memberships =
        rows.stream().map(TokenRow::membership).filter(Objects::nonNull).toList();
    return new Caller(first.userId, first.name, first.administrator, memberships, first.scope);
  }
}
