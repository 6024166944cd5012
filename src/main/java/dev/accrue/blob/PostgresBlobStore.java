package dev.accrue.blob;

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
import java.util.NavigableMap;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Blobs whose rows are in PostgreSQL, and their bytes in one of the places.
@Component
class PostgresBlobStore implements BlobStore {

  /// A sixteenth of the heap that a small server has.
  private static final int CHUNKS_IN_MEMORY = 32;

  private final SpoolMemory memory = new SpoolMemory(CHUNKS_IN_MEMORY);
  private final BlobPlaces places;
  private final BlobTables tables;
  private final TransactionTemplate transactions;
  private final ApplicationEventPublisher events;
  private final Clock clock;
  private final BlobMeter meter;

  PostgresBlobStore(
      BlobPlaces places,
      BlobTables tables,
      TransactionTemplate transactions,
      ApplicationEventPublisher events,
      Clock clock,
      BlobMeter meter) {
    this.places = places;
    this.tables = tables;
    this.transactions = transactions;
    this.events = events;
    this.clock = clock;
    this.meter = meter;
  }

  @Override
  public long write(String sha256, InputStream bytes, long maxBytes) {
    byte[] name = Sha256.parse(sha256);
    try (Spool spool = Spool.fill(bytes, BlobBytes.CHUNK_BYTES, maxBytes, memory)) {
      requireName(name, spool);
      places.forNew().store(name, spool);
      meter.wrote(spool.sizeBytes());
      return spool.sizeBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot take the bytes of blob " + sha256, e);
    }
  }

  @Override
  public void writeAll(Map<String, byte[]> bytesBySha256) {
    NavigableMap<byte[], Spool> spools = new TreeMap<>(Arrays::compareUnsigned);
    bytesBySha256.forEach((sha256, bytes) -> {
      byte[] name = Sha256.parse(sha256);
      Spool spool = Spool.holding(bytes);
      requireName(name, spool);
      spools.put(name, spool);
    });
    try {
      places.forNew().storeAll(spools);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot take the bytes of %d blobs".formatted(spools.size()), e);
    }
    meter.wrote(spools.values().stream().mapToLong(Spool::sizeBytes).sum());
  }

  private static void requireName(byte[] name, Spool spool) {
    if (!Arrays.equals(name, spool.digest())) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "the %d bytes hash to %s and not to %s; send them again"
              .formatted(spool.sizeBytes(), Sha256.format(spool.digest()), Sha256.format(name)));
    }
  }

  @Override
  public void read(String sha256, OutputStream out) {
    passOn(find(List.of(sha256)), checkingDigests(out));
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
        ChunkVisitor withoutChecksum = checkingDigests(out);
        passOn(
            stored,
            (blob, chunk, last) -> {
              if (chunk.hasChecksum()) {
                out.write(chunk.bytes());
              } else {
                withoutChecksum.visit(blob, chunk, last);
              }
            });
      }
    };
  }

  /// Passes the last chunk of a blob on only if the digest of all is right.
  private static ChunkVisitor checkingDigests(OutputStream out) {
    MessageDigest digest = Sha256.newDigest();
    return (blob, chunk, last) -> {
      digest.update(chunk.bytes());
      if (last) {
        requireDigest(blob, digest);
      }
      out.write(chunk.bytes());
    };
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

  private void passOn(List<StoredBlob> stored, ChunkVisitor visitor) {
    try {
      places.walk(
          stored,
          (blob, chunk, last) -> {
            visitor.visit(blob, chunk, last);
            meter.read(chunk.bytes().length);
          });
    } catch (DamageFound found) {
      throw confirmed(found.blob());
    } catch (IOException e) {
      List<String> names = stored.stream().limit(3).map(StoredBlob::name).toList();
      throw new UncheckedIOException(
          "cannot pass on the bytes of %d blobs, first %s".formatted(stored.size(), names), e);
    }
  }

  /// Looks again, alone with the blob: bytes that somebody swept or wrote anew while they were read
  /// are not damaged. Whoever confirms damage first tells those who name the blob, in the same
  /// transaction.
  ///
  /// @return what to tell the reader
  private ProblemException confirmed(StoredBlob read) {
    return Objects.requireNonNull(
        transactions.execute(_ ->
            tables
                .lock(read.sha256())
                .map(this::lookAgain)
                .orElseGet(() -> notStored(read.name()))));
  }

  private ProblemException lookAgain(StoredBlob locked) {
    if (locked.damage() != null) {
      return new BlobCorruptException(locked.name(), locked.damage());
    }
    String damage = findDamage(locked);
    if (damage == null) {
      return new ProblemException(
          ProblemCode.UNAVAILABLE,
          "blob %s was written anew while it was read; read it again".formatted(locked.name()));
    }
    tables.markDamaged(locked.sha256(), damage, clock.instant());
    events.publishEvent(new BlobDamaged(locked.name(), damage));
    return new BlobCorruptException(locked.name(), damage);
  }

  private @Nullable String findDamage(StoredBlob blob) {
    try {
      places.walk(List.of(blob), checkingDigests(OutputStream.nullOutputStream()));
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
