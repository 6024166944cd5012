package dev.accrue.blob;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Blobs in PostgreSQL.
@Component
class PostgresBlobStore implements BlobStore {

  /// Measured best between 256 KiB and 8 MiB: the server's memory grows little above it.
  static final int CHUNK_BYTES = 1 << 20;

  private final BlobTables tables;
  private final TransactionTemplate transactions;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  PostgresBlobStore(
      BlobTables tables,
      TransactionTemplate transactions,
      ApplicationEventPublisher events,
      Clock clock) {
    this.tables = tables;
    this.events = events;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public long write(String sha256, InputStream bytes, long maxBytes) {
    byte[] name = Sha256.parse(sha256);
    try (Spool spool = Spool.fill(bytes, CHUNK_BYTES, maxBytes)) {
      if (!Arrays.equals(name, spool.digest())) {
        throw new ProblemException(
            ProblemCode.INVALID_REQUEST,
            "the %d bytes hash to %s and not to %s; send them again"
                .formatted(spool.sizeBytes(), Sha256.format(spool.digest()), sha256));
      }
      transactions.executeWithoutResult(transaction -> store(name, spool));
      return spool.sizeBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot take the bytes of blob " + sha256, e);
    }
  }

  /// A second writer of the same blob waits at the first statement until the first has committed,
  /// and then has nothing to do; or takes over when the first one failed.
  private void store(byte[] name, Spool spool) {
    if (!tables.insertOrTouch(name, spool.sizeBytes(), clock.instant())
        && !tables.clearDamaged(name)) {
      return;
    }
    try {
      int chunks = Math.toIntExact(Math.ceilDiv(spool.sizeBytes(), CHUNK_BYTES));
      for (int ordinal = 0; ordinal < chunks; ordinal++) {
        tables.insertChunk(name, ordinal, spool.chunk(ordinal, CHUNK_BYTES));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the spooled bytes", e);
    }
  }

  @Override
  public void read(String sha256, OutputStream out) {
    byte[] name = Sha256.parse(sha256);
    long size = tables.findSize(name).orElseThrow(() -> notStored(sha256));
    requireSound(sha256);
    try {
      copy(name, size, out);
    } catch (DamageFound found) {
      throw confirmed(sha256, name, size);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot pass on the bytes of blob " + sha256, e);
    }
  }

  /// One query a chunk: between two of them a slow reader holds no connection.
  private void copy(byte[] name, long size, OutputStream out) throws IOException, DamageFound {
    MessageDigest digest = Sha256.newDigest();
    byte[] pending = new byte[0];
    long total = 0;
    for (int ordinal = 0; total < size; ordinal++) {
      int number = ordinal;
      long missing = size - total;
      StoredChunk chunk =
          tables
              .findChunk(name, ordinal)
              .orElseThrow(() -> new DamageFound("chunk %d is missing".formatted(number)));
      if (chunk.bytes().length != Math.min(CHUNK_BYTES, missing)) {
        throw new DamageFound(
            "chunk %d has %d bytes instead of %d"
                .formatted(ordinal, chunk.bytes().length, Math.min(CHUNK_BYTES, missing)));
      }
      if (!chunk.sound()) {
        throw new DamageFound("chunk %d does not match its checksum".formatted(ordinal));
      }
      total += chunk.bytes().length;
      digest.update(chunk.bytes());
      out.write(pending);
      pending = chunk.bytes();
    }
    byte[] actual = digest.digest();
    if (!Arrays.equals(name, actual)) {
      throw new DamageFound("its bytes hash to " + Sha256.format(actual));
    }
    out.write(pending);
  }

  /// Looks again, alone with the blob: chunks that somebody swept or wrote anew while they were
  /// read are not damaged. Whoever confirms damage first tells those who name the blob, in the same
  /// transaction.
  ///
  /// @return what to tell the reader
  private ProblemException confirmed(String sha256, byte[] name, long size) {
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          if (!tables.lock(name)) {
            return notStored(sha256);
          }
          String damage = findDamage(name, size);
          if (damage == null) {
            return new ProblemException(
                ProblemCode.UNAVAILABLE,
                "blob %s was written anew while it was read; read it again".formatted(sha256));
          }
          if (tables.markDamaged(name, damage, clock.instant())) {
            events.publishEvent(new BlobDamaged(sha256, damage));
          }
          return new BlobCorruptException(sha256, damage);
        }));
  }

  private @Nullable String findDamage(byte[] name, long size) {
    try {
      copy(name, size, OutputStream.nullOutputStream());
      return null;
    } catch (DamageFound found) {
      return String.valueOf(found.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written here", e);
    }
  }

  @Override
  public void requireSound(String sha256) {
    tables
        .findDamage(Sha256.parse(sha256))
        .ifPresent(damage -> {
          throw new BlobCorruptException(sha256, damage);
        });
  }

  private static ProblemException notStored(String sha256) {
    return new ProblemException(ProblemCode.NOT_FOUND, "no blob " + sha256 + " is stored");
  }

  private static final class DamageFound extends Exception {
    DamageFound(String what) {
      super(what);
    }
  }

  @Override
  public OptionalLong findSize(String sha256) {
    return tables.findSize(Sha256.parse(sha256));
  }

  @Override
  public Set<String> findMissing(Collection<String> sha256s) {
    Set<String> missing = new LinkedHashSet<>(sha256s);
    byte[][] names = missing.stream().map(Sha256::parse).toArray(byte[][]::new);
    Set<String> present =
        tables.touch(names, clock.instant()).stream()
            .map(Sha256::format)
            .collect(Collectors.toCollection(HashSet::new));
    missing.removeAll(present);
    return missing;
  }
}
