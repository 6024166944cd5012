package dev.accrue.checkpoint;

import dev.accrue.api.job.RetentionPolicy;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.blob.BlobCorruptException;
import dev.accrue.blob.BlobStore;
import dev.accrue.blob.TestSweep;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.Caller;
import dev.accrue.team.LeaseHolder;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.TestCheckpoints;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/// What trainers, people and housekeeping do with checkpoints, each in the order in which the
/// endpoints and the schedules do it. Being refused although everything was there, reading
/// something else than was written and waiting for each other without end are errors; coming too
/// late is not.
@TestComponent
class InterleavedWork {

  private final CheckpointSaves saves;
  private final CheckpointStore store;
  private final CheckpointChanges changes;
  private final CheckpointRetention retention;
  private final BlobStore blobs;
  private final TestSweep sweep;
  private final JdbcClient jdbc;
  private final SettableClock clock;
  private final Set<String> damaged = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  InterleavedWork(
      CheckpointSaves saves,
      CheckpointStore store,
      CheckpointChanges changes,
      CheckpointRetention retention,
      BlobStore blobs,
      TestSweep sweep,
      JdbcClient jdbc,
      SettableClock clock) {
    this.saves = saves;
    this.store = store;
    this.changes = changes;
    this.retention = retention;
    this.blobs = blobs;
    this.sweep = sweep;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// Everything is sound and connected again.
  void begin() {
    damaged.clear();
    cut = false;
  }

  /// Says that the bytes of a blob have changed.
  void damaged(String sha256) {
    damaged.add(sha256);
  }

  Set<String> damaged() {
    return damaged;
  }

  /// Says that connections break from now on.
  void cut() {
    cut = true;
  }

  /// Asks, uploads and saves as a trainer does; once more when the connection broke, when it took
  /// longer than blobs wait, and when one of them was found to be damaged meanwhile.
  void save(LeaseHolder lease, TestCheckpoints checkpoint) {
    boolean saved = false;
    while (!saved) {
      saved = !broken(() -> trySave(lease, checkpoint));
    }
  }

  private void trySave(LeaseHolder lease, TestCheckpoints checkpoint) {
    CheckpointManifest manifest = checkpoint.manifest();
    Instant asked = clock.instant();
    Set<String> missing = saves.findMissing(lease, lease.fencingToken(), manifest);
    for (byte[] bytes : checkpoint.blobs()) {
      String sha256 = TestCheckpoints.sha256(bytes);
      if (missing.contains(sha256)) {
        blobs.write(sha256, new ByteArrayInputStream(bytes), bytes.length);
      }
    }
    try {
      saves.save(lease, lease.fencingToken(), manifest);
    } catch (ProblemException e) {
      if (!tookTooLong(asked) && !anyDamaged(manifest)) {
        throw e;
      }
      trySave(lease, checkpoint);
    }
  }

  /// Resumes from a job's newest checkpoint, or exports it. What was kept for it can be read.
  void read(UUID jobId) {
    broken(() -> store.findNewest(jobId).ifPresent(this::read));
  }

  private void read(CheckpointManifest manifest) {
    Instant asked = clock.instant();
    List<String> names = manifest.tensors().stream().map(TensorEntry::sha256).toList();
    if (!blobs.findMissing(names).isEmpty()) {
      return;
    }
    try {
      names.forEach(this::readWhole);
    } catch (BlobCorruptException e) {
      if (!anyDamaged(manifest)) {
        throw e;
      }
    } catch (ProblemException e) {
      boolean swept = e.code() == ProblemCode.NOT_FOUND && tookTooLong(asked);
      boolean mended = e.code() == ProblemCode.UNAVAILABLE && anyDamaged(manifest);
      if (!swept && !mended) {
        throw e;
      }
    }
  }

  private void readWhole(String sha256) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blobs.read(sha256, out);
    String actual = TestCheckpoints.sha256(out.toByteArray());
    if (!actual.equals(sha256)) {
      throw new AssertionError("the blob %s was read as %s".formatted(sha256, actual));
    }
  }

  /// What a person does: pins, unpins and deletes checkpoints, and changes what is kept.
  void change(Caller caller, UUID jobId, SplittableRandom random) {
    broken(() -> {
      try {
        List<UUID> ids = findIds(jobId);
        int what = random.nextInt(ids.isEmpty() ? 1 : 4);
        UUID checkpoint = ids.isEmpty() ? jobId : ids.get(random.nextInt(ids.size()));
        switch (what) {
          case 0 -> changes.change(caller, jobId, keepLast(1 + random.nextInt(3)), null);
          case 1 -> changes.pin(caller, jobId, checkpoint, "");
          case 2 -> changes.unpin(caller, jobId, checkpoint);
          default -> changes.delete(caller, jobId, checkpoint);
        }
      } catch (ProblemException e) {
        if (e.code() != ProblemCode.NOT_FOUND && e.code() != ProblemCode.WRONG_STATE) {
          throw e;
        }
      }
    });
  }

  private static RetentionPolicy keepLast(int count) {
    return new RetentionPolicy(count, null, null);
  }

  private List<UUID> findIds(UUID jobId) {
    return jdbc.sql("SELECT id FROM checkpoint WHERE job_id = ? ORDER BY optimizer_step")
        .param(jobId)
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  void sweep() {
    broken(sweep::sweepAll);
  }

  void deleteOutlived() {
    broken(retention::deleteAllOutlived);
  }

  private boolean tookTooLong(Instant since) {
    return clock.instant().isAfter(since.plus(sweep.grace()));
  }

  private boolean anyDamaged(CheckpointManifest manifest) {
    return manifest.tensors().stream().anyMatch(tensor -> damaged.contains(tensor.sha256()));
  }

  /// @return whether a connection broke
  private boolean broken(Runnable work) {
    try {
      work.run();
      return false;
    } catch (PessimisticLockingFailureException | DataIntegrityViolationException e) {
      throw e; // a deadlock, or a name for what is gone
    } catch (DataAccessException | TransactionException e) {
      if (!cut) {
        throw e;
      }
      return true;
    }
  }
}
