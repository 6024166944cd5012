package dev.accrue.team;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of `worker_token`: the hash of a token with which a machine may register as a worker.
@Entity
@Immutable
@SuppressWarnings("UnusedVariable") // Hibernate and queries read the fields
@Table(name = "worker_token")
class WorkerToken {

  @Id @GeneratedValue private @Nullable UUID id;

  private String name;
  private byte[] tokenHash;
  private Instant createdAt;
  private @Nullable Instant revokedAt;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
  WorkerToken() {}

  WorkerToken(String name, byte[] tokenHash, Instant createdAt) {
    this.name = name;
    this.tokenHash = tokenHash;
    this.createdAt = createdAt;
  }
}
