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
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Blobs whose rows are in PostgreSQL, and their bytes in one of the places.
@Component
class PostgresBlobStore implements BlobStore {

  private final BlobPlaces places;
  private final BlobTables tables;
  private final TransactionTemplate transactions;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  PostgresBlobStore(
      BlobPlaces places,
      BlobTables tables,
      TransactionTemplate transactions,
      ApplicationEventPublisher events,
      Clock clock) {
    this.places = places;
    this.tables = tables;
    this.transactions = transactions;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public long write(String sha256, InputStream bytes, long maxBytes) {
    byte[] name = Sha256.parse(sha256);
    try (Spool spool = Spool.fill(bytes, BlobBytes.CHUNK_BYTES, maxBytes)) {
      if (!Arrays.equals(name, spool.digest())) {
        throw new ProblemException(
            ProblemCode.INVALID_REQUEST,
            "the %d bytes hash to %s and not to %s; send them again"
                .formatted(spool.sizeBytes(), Sha256.format(spool.digest()), sha256));
      }
      places.forNew().store(name, spool);
      return spool.sizeBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot take the bytes of blob " + sha256, e);
    }
  }

  @Override
  public void read(String sha256, OutputStream out) {
    StoredBlob blob = find(List.of(sha256)).getFirst();
    MessageDigest digest = Sha256.newDigest();
    walk(List.of(blob), (_, chunk, last) -> writeChecked(blob, chunk, last, digest, out));
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
        MessageDigest digest = Sha256.newDigest();
        walk(
            stored,
            (blob, chunk, last) -> {
              if (chunk.hasChecksum()) {
                out.write(chunk.bytes());
              } else {
                writeChecked(blob, chunk, last, digest, out);
              }
            });
      }
    };
  }

  /// Writes the last chunk only if the digest of all is right.
  private static void writeChecked(
      StoredBlob blob, StoredChunk chunk, boolean last, MessageDigest digest, OutputStream out)
      throws IOException, DamageFound {
    digest.update(chunk.bytes());
    if (last) {
      requireDigest(blob, digest);
    }
    out.write(chunk.bytes());
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
        throw new ProblemException(ProblemCode.NOT_FOUND, "no blob " + sha256 + " is stored");
      }
      if (blob.damage() != null) {
        throw new BlobCorruptException(sha256, blob.damage());
      }
      stored.add(blob);
    }
    return stored;
  }

  private void walk(List<StoredBlob> stored, ChunkVisitor visitor) {
    try {
      places.walk(stored, visitor);
    } catch (DamageFound found) {
      mark(found.blob(), found.what());
      throw new BlobCorruptException(found.blob().name(), found.what());
    } catch (IOException e) {
      throw cannotPassOn(stored, e);
    }
  }

  private static UncheckedIOException cannotPassOn(List<StoredBlob> stored, IOException cause) {
    List<String> names = stored.stream().limit(3).map(StoredBlob::name).toList();
    return new UncheckedIOException(
        "cannot pass on the bytes of %d blobs, first %s".formatted(stored.size(), names), cause);
  }

  /// Whoever reads first tells those who name the blob, in the same transaction.
  private void mark(StoredBlob blob, String damage) {
    transactions.executeWithoutResult(_ -> {
      if (tables.markDamaged(blob, damage, clock.instant())) {
        events.publishEvent(new BlobDamaged(blob.name(), damage));
      }
    });
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
