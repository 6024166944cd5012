package dev.accrue.team;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Which account belongs to whom at which provider, as rows of `oidc_identity`.
@Component
class OidcIdentityStore {

  private final JdbcClient jdbc;

  OidcIdentityStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Somebody at a provider.
  record Identity(String issuer, String subject) {}

  /// Their account here.
  record Account(UUID id, String name, boolean disabled) {}

  /// Keeps the same person's other sign-ins waiting until the transaction ends.
  void lock(Identity identity) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(:issuer || ' ' || :subject, 0))")
        .param("issuer", identity.issuer())
        .param("subject", identity.subject())
        .query(_ -> {});
  }

  Optional<Account> find(Identity identity) {
    return jdbc.sql(
            """
            SELECT u.id, u.name, u.disabled_at IS NOT NULL AS disabled
              FROM oidc_identity i JOIN app_user u ON u.id = i.user_id
             WHERE i.issuer = :issuer AND i.subject = :subject
               FOR NO KEY UPDATE OF u
            """)
        .param("issuer", identity.issuer())
        .param("subject", identity.subject())
        .query((row, _) ->
            new Account(
                row.getObject("id", UUID.class), row.getString("name"), row.getBoolean("disabled")))
        .optional();
  }

  /// Opens an account without a password for somebody who has none yet.
  ///
  /// @return empty when the name is taken
  Optional<Account> open(Identity identity, String name, Instant now) {
    return jdbc.sql(
            """
            WITH opened AS (
              INSERT INTO app_user (id, name, must_change_password, administrator, created_at)
              VALUES (gen_random_uuid(), :name, false, false, :now)
              ON CONFLICT (name) DO NOTHING RETURNING id
            )
            INSERT INTO oidc_identity (issuer, subject, user_id, created_at, signed_in_at)
            SELECT :issuer, :subject, id, :now, :now FROM opened RETURNING user_id
            """)
        .param("name", name)
        .param("issuer", identity.issuer())
        .param("subject", identity.subject())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(UUID.class)
        .optional()
        .map(id -> new Account(id, name, false));
  }

  /// Notes that they were here.
  void touch(Identity identity, Instant now) {
    jdbc.sql(
            """
            UPDATE oidc_identity SET signed_in_at = :now
             WHERE issuer = :issuer AND subject = :subject
            """)
        .param("issuer", identity.issuer())
        .param("subject", identity.subject())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }
}
