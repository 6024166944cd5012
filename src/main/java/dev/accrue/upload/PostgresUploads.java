package dev.accrue.upload;

import dev.accrue.blob.BlobStore;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Uploads within the caller's teams.
@Component
class PostgresUploads implements Uploads {

  private final UploadTables tables;
  private final BlobStore blobs;
  private final UploadProperties properties;
  private final TransactionTemplate transaction;
  private final Clock clock;

  PostgresUploads(
      UploadTables tables,
      BlobStore blobs,
      UploadProperties properties,
      TransactionTemplate transaction,
      Clock clock) {
    this.tables = tables;
    this.blobs = blobs;
    this.properties = properties;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// An upload, and whether this call made it.
  record Outcome(UploadRow upload, boolean created) {}

  Outcome create(Caller caller, Membership team, long sizeBytes, @Nullable String idempotencyKey) {
    if (sizeBytes > properties.maxBytes()) {
      throw new ProblemException(
          ProblemCode.BODY_TOO_LARGE,
          "a file of %d bytes is more than the %d that this server takes; split it, or ask its operator to raise accrue.upload.max-bytes"
              .formatted(sizeBytes, properties.maxBytes()));
    }
    Instant now = clock.instant();
    UploadRow upload =
        new UploadRow(
            UUID.randomUUID(), team.teamId(), sizeBytes, 0, null, now.plus(properties.expiry()));
    boolean created =
        Boolean.TRUE.equals(
            transaction.execute(_ -> {
              boolean inserted = tables.insert(upload, caller.userId(), idempotencyKey, now);
              if (inserted) {
                requireRoom(team, now);
              }
              return inserted;
            }));
    return created
        ? new Outcome(upload, true)
        : new Outcome(createdBefore(caller, upload, String.valueOf(idempotencyKey)), false);
  }

  /// Counts with the one that was just inserted.
  private void requireRoom(Membership team, Instant now) {
    if (tables.lockAndCount(team.teamId(), now) > properties.maxPerTeam()) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "the team %s has %d uploads already; delete some, or wait until they expire"
              .formatted(team.team(), properties.maxPerTeam()));
    }
  }

  private UploadRow createdBefore(Caller caller, UploadRow wanted, String key) {
    UploadRow before =
        tables
            .findByKey(caller.userId(), key)
            .orElseThrow(() -> new IllegalStateException("the insert met an upload of this key"));
    if (!before.teamId().equals(wanted.teamId()) || before.sizeBytes() != wanted.sizeBytes()) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "Idempotency-Key %s was used before for another upload, %s; send a new key with a new file"
              .formatted(key, before.id()));
    }
    return before;
  }

  UploadRow fetch(Caller caller, UUID id) {
    return tables
        .find(id, caller.teamIds(), clock.instant())
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NOT_FOUND,
                "there is no upload %s among those of your teams; it may have expired"
                    .formatted(id)));
  }

  /// Appends a chunk, or finds it appended before.
  UploadRow append(Caller caller, UUID id, long startByte, byte[] bytes) {
    fetchWritable(caller, id);
    if (bytes.length == 0) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, "the chunk is empty; send between 1 and 8388608 bytes");
    }
    if (!tables.append(id, startByte, bytes) && !tables.holds(id, startByte, bytes)) {
      UploadRow now = fetch(caller, id);
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "%d bytes at offset %d do not continue the %d of %d bytes that are here%s"
              .formatted(
                  bytes.length,
                  startByte,
                  now.receivedBytes(),
                  now.sizeBytes(),
                  now.sha256() == null ? "; go on from there" : "; the upload is complete"));
    }
    return fetch(caller, id);
  }

  /// Makes the bytes a blob. Two calls at once do the same work, and one of them names the blob.
  UploadRow complete(Caller caller, UUID id, String sha256) {
    UploadRow upload = fetchWritable(caller, id);
    if (upload.sha256() == null) {
      if (upload.receivedBytes() < upload.sizeBytes()) {
        throw incomplete(upload);
      }
      try {
        blobs.write(sha256, new ChunkStream(tables, id, upload.sizeBytes()), upload.sizeBytes());
        transaction.executeWithoutResult(_ -> tables.complete(id, sha256));
      } catch (UncheckedIOException e) {
        // Somebody else may have completed it meanwhile, and with that taken the chunks away.
        if (fetch(caller, id).sha256() == null) {
          throw e;
        }
      }
      upload = fetch(caller, id);
    }
    if (!sha256.equals(upload.sha256())) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "the upload %s is complete and hashes to %s, not to %s; begin another one"
              .formatted(id, upload.sha256(), sha256));
    }
    return upload;
  }

  void delete(Caller caller, UUID id) {
    fetchWritable(caller, id);
    // In a transaction, because only those say who does it.
    transaction.executeWithoutResult(_ -> tables.delete(id));
  }

  @Override
  public Complete fetchComplete(Caller caller, UUID teamId, UUID uploadId) {
    UploadRow upload = fetch(caller, uploadId);
    if (!upload.teamId().equals(teamId)) {
      throw new ProblemException(
          ProblemCode.NOT_FOUND, "the team has no upload %s; send it again".formatted(uploadId));
    }
    String sha256 = upload.sha256();
    if (sha256 == null) {
      throw incomplete(upload);
    }
    return new Complete(sha256, upload.sizeBytes());
  }

  private UploadRow fetchWritable(Caller caller, UUID id) {
    UploadRow upload = fetch(caller, id);
    boolean mayWrite =
        caller
            .findMembership(upload.teamId())
            .map(membership -> membership.role().mayWrite())
            .orElse(false);
    if (!mayWrite) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN,
          "viewers of the team may not do this; ask a maintainer to make you a member");
    }
    return upload;
  }

  private static ProblemException incomplete(UploadRow upload) {
    return new ProblemException(
        ProblemCode.WRONG_STATE,
        "the upload %s has %d of its %d bytes%s"
            .formatted(
                upload.id(),
                upload.receivedBytes(),
                upload.sizeBytes(),
                upload.receivedBytes() < upload.sizeBytes()
                    ? "; send the rest"
                    : " but is not complete; POST its digest to /complete"));
  }
}
