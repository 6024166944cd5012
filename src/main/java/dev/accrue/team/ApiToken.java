package dev.accrue.team;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of `api_token`: the hash of a token with which a program acts as a user. Its last use is
/// written by `CallerStore` and by nobody else.
@Entity
@Immutable
@SuppressWarnings("UnusedVariable") // Hibernate and queries read the fields
@Table(name = "api_token")
class ApiToken {

  @Id @GeneratedValue private @Nullable UUID id;

  private UUID userId;
  private String name;
  private byte[] tokenHash;
  private Instant createdAt;
  private Instant expiresAt;
  private @Nullable Instant revokedAt;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
  ApiToken() {}

  /// @param name what the user calls it
  ApiToken(UUID userId, String name, byte[] tokenHash, Instant createdAt, Instant expiresAt) {
    this.userId = userId;
    this.name = name;
    this.tokenHash = tokenHash;
    this.createdAt = createdAt;
    this.expiresAt = expiresAt;
  }
}
