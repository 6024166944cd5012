package dev.accrue.blob;

import dev.accrue.blob.ChunkWalk.DamageFound;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    List<StoredBlob> stored = find(List.of(sha256));
    passOn(stored, () -> copyChecked(stored.getFirst(), out));
  }

  private void copyChecked(StoredBlob blob, OutputStream out) throws IOException, DamageFound {
    MessageDigest digest = Sha256.newDigest();
    byte[][] pending = {new byte[0]};
    walk(
        List.of(blob),
        (_, chunk, last) -> {
          digest.update(chunk.bytes());
          out.write(pending[0]);
          pending[0] = chunk.bytes();
          if (last) {
            requireDigest(blob, digest);
          }
        });
    out.write(pending[0]);
  }

  @Override
  public Opened open(List<String> sha256s) {
    List<StoredBlob> stored = find(sha256s);
    return new Opened() {
      @Override
      public long sizeBytes() {
        return stored.stream().mapToLong(StoredBlob::sizeBytes).sum();
      }

      @Override
      public void copyTo(OutputStream out) {
        passOn(stored, () -> copyAll(stored, out));
      }
    };
  }

  private void copyAll(List<StoredBlob> stored, OutputStream out) throws IOException, DamageFound {
    MessageDigest digest = Sha256.newDigest();
    walk(
        stored,
        (blob, chunk, last) -> {
          out.write(chunk.bytes());
          if (!chunk.hasChecksum()) {
            digest.update(chunk.bytes());
            if (last) {
              requireDigest(blob, digest);
            }
          }
        });
  }

  private static void requireDigest(StoredBlob blob, MessageDigest digest) throws DamageFound {
    byte[] actual = digest.digest();
    if (!Arrays.equals(blob.sha256(), actual)) {
      throw new DamageFound(blob, "its bytes hash to " + Sha256.format(actual));
    }
  }

  /// Each of them, in their order, all sound as far as is known.
  private List<StoredBlob> find(List<String> sha256s) {
    List<byte[]> names = sha256s.stream().map(Sha256::parse).toList();
    Map<String, StoredBlob> found =
        tables.find(names).stream().collect(Collectors.toMap(StoredBlob::name, it -> it));
    List<StoredBlob> stored = new ArrayList<>();
    for (String sha256 : sha256s) {
      StoredBlob blob = found.get(sha256);
      if (blob == null) {
        throw notStored(sha256);
      }
      requireSound(blob);
      stored.add(blob);
    }
    return stored;
  }

  private void walk(List<StoredBlob> stored, ChunkWalk.Visitor visitor)
      throws IOException, DamageFound {
    new ChunkWalk(tables, CHUNK_BYTES, visitor).over(stored);
  }

  @FunctionalInterface
  private interface Copying {
    void run() throws IOException, DamageFound;
  }

  private void passOn(List<StoredBlob> stored, Copying copying) {
    try {
      copying.run();
    } catch (DamageFound found) {
      throw confirmed(found.blob());
    } catch (IOException e) {
      List<String> names = stored.stream().limit(3).map(StoredBlob::name).toList();
      throw new UncheckedIOException(
          "cannot pass on the bytes of %d blobs, first %s".formatted(stored.size(), names), e);
    }
  }

  /// Looks again, alone with the blob: chunks that somebody swept or wrote anew while they were
  /// read are not damaged. Whoever confirms damage first tells those who name the blob, in the same
  /// transaction.
  ///
  /// @return what to tell the reader
  private ProblemException confirmed(StoredBlob blob) {
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          if (!tables.lock(blob.sha256())) {
            return notStored(blob.name());
          }
          String damage = findDamage(blob);
          if (damage == null) {
            return new ProblemException(
                ProblemCode.UNAVAILABLE,
                "blob %s was written anew while it was read; read it again".formatted(blob.name()));
          }
          if (tables.markDamaged(blob.sha256(), damage, clock.instant())) {
            events.publishEvent(new BlobDamaged(blob.name(), damage));
          }
          return new BlobCorruptException(blob.name(), damage);
        }));
  }

  private @Nullable String findDamage(StoredBlob blob) {
    try {
      copyChecked(blob, OutputStream.nullOutputStream());
      return null;
    } catch (DamageFound found) {
      return found.what();
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written here", e);
    }
  }

  @Override
  public void requireSound(String sha256) {
    tables.find(List.of(Sha256.parse(sha256))).forEach(PostgresBlobStore::requireSound);
  }

  private static void requireSound(StoredBlob blob) {
    if (blob.damage() != null) {
      throw new BlobCorruptException(blob.name(), blob.damage());
    }
  }

  private static ProblemException notStored(String sha256) {
    return new ProblemException(ProblemCode.NOT_FOUND, "no blob " + sha256 + " is stored");
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
