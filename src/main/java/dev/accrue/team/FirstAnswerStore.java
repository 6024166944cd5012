package dev.accrue.team;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `first_answer`.
@Component
class FirstAnswerStore {

  private final JdbcClient jdbc;

  FirstAnswerStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Takes a key, and waits for whoever takes it at the same time.
  ///
  /// @return false when it is taken
  boolean claim(
      UUID userId, byte[] keySha256, byte[] requestSha256, Instant now, Instant expiresAt) {
    return jdbc.sql(
                """
                INSERT INTO first_answer
                  (user_id, key_sha256, request_sha256, created_at, expires_at)
                VALUES (:user, :key, :request, :now, :expiresAt)
                ON CONFLICT DO NOTHING
                """)
            .param("user", userId)
            .param("key", keySha256)
            .param("request", requestSha256)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /// Keeps the answer to the request that took the key, and forgets what is too much.
  void keep(UUID userId, byte[] keySha256, byte[] sealedAnswer, int maxPerUser) {
    int kept =
        jdbc.sql(
                """
                UPDATE first_answer SET sealed_answer = :answer
                 WHERE user_id = :user AND key_sha256 = :key
                """)
            .param("answer", sealedAnswer)
            .param("user", userId)
            .param("key", keySha256)
            .update();
    if (kept != 1) {
      throw new IllegalStateException("the key was taken in this transaction");
    }
    jdbc.sql(
            """
            DELETE FROM first_answer WHERE user_id = :user AND key_sha256 IN (
              SELECT key_sha256 FROM first_answer WHERE user_id = :user
               ORDER BY created_at DESC, key_sha256 OFFSET :max)
            """)
        .param("user", userId)
        .param("max", maxPerUser)
        .update();
  }

  /// What the same request was answered first; empty when the key came with another one.
  Optional<byte[]> find(UUID userId, byte[] keySha256, byte[] requestSha256) {
    return jdbc.sql(
            """
            SELECT sealed_answer FROM first_answer
             WHERE user_id = :user AND key_sha256 = :key AND request_sha256 = :request
            """)
        .param("user", userId)
        .param("key", keySha256)
        .param("request", requestSha256)
        .query((row, _) -> row.getBytes(1))
        .optional();
  }

  /// Forgets what is not sent again any more.
  ///
  /// @param userId null for everybody's
  void deleteExpired(@Nullable UUID userId, Instant now) {
    jdbc.sql(
            """
            DELETE FROM first_answer
             WHERE expires_at <= :now AND (CAST(:user AS uuid) IS NULL OR user_id = :user)
            """)
        .param("user", userId, Types.OTHER)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }
}
