package dev.accrue.checkpoint.bench;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.TrainerStart;
import dev.accrue.bench.Arguments;
import dev.accrue.bench.BenchServer;
import dev.accrue.bench.ProcessorTimes;
import dev.accrue.team.Token;
import dev.accrue.testing.TestRows;
import dev.accrue.training.Jobs;
import dev.accrue.training.attempt.CheckpointTransfer;
import dev.accrue.training.loop.TrainingTensors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Checkpoints written and read by the trainer's client, over HTTP through a real server, against
/// bare inserts and selects of the same bytes in the same PostgreSQL; the two alternate.
///
///     --scratch DIRECTORY [--quick] [--rounds N]
public final class CheckpointBytes {

  private static final int WARM_UPS = 4;

  private final BenchServer server;
  private final boolean quick;
  private final Path scratch;
  private final int rounds;
  private final long sizeBytes;
  private final JdbcClient jdbc;
  private final BareChunks bare;
  private final CheckpointTransfer trainer;
  private final String specSha256;
  private final List<Double> writes = new ArrayList<>();
  private final List<Double> reads = new ArrayList<>();
  private final List<Double> kept = new ArrayList<>();
  private long optimizerStep;

  private CheckpointBytes(
      boolean quick,
      @Nullable Integer asked,
      JdbcClient jdbc,
      BareChunks bare,
      BenchServer server,
      Path scratch) {
    this.server = server;
    this.rounds = Objects.requireNonNullElse(asked, quick ? 2 : 5);
    this.sizeBytes = quick ? 64L << 20 : 1L << 30;
    this.jdbc = jdbc;
    this.bare = bare;
    this.specSha256 = jdbc.sql("SELECT encode(sha256('x'), 'hex')").query(String.class).single();
    this.quick = quick;
    this.scratch = scratch;
    this.trainer = trainer();
  }

  /// Prints the figures last.
  public static void main(String[] words) throws Exception {
    BenchServer.measure(words, CheckpointBytes::measure);
  }

  /// Measures with a server that runs.
  static void measure(BenchServer server, DataSource database, Arguments arguments)
      throws Exception {
    try (var connection = database.getConnection()) {
      CheckpointBytes bytes =
          new CheckpointBytes(
              arguments.has("--quick"),
              arguments.number("--rounds"),
              JdbcClient.create(database),
              new BareChunks(connection),
              server,
              server.scratch());
      bytes.run();
    }
  }

  /// An attempt whose lease outlives this program, and its trainer.
  private CheckpointTransfer trainer() {
    TestRows rows = new TestRows(jdbc);
    UUID job = rows.job(rows.team(), rows.user(), Jobs.mlp().json(), 0, Instant.now());
    jdbc.sql("UPDATE job SET total_optimizer_steps = 100000 WHERE id = ?").param(job).update();
    Instant end = Instant.now().plus(Duration.ofDays(1));
    UUID attempt = rows.attempt(job, rows.worker(Instant.now()), end);
    Token token = Token.generate(Token.LEASE_PREFIX);
    long fencingToken =
        jdbc.sql(
                """
                UPDATE attempt SET lease_token_hash = :hash WHERE id = :id RETURNING fencing_token
                """)
            .param("hash", token.hash())
            .param("id", attempt)
            .query(Long.class)
            .single();
    return new CheckpointTransfer(
        new TrainerStart(
            server.url(),
            attempt,
            job,
            fencingToken,
            token.secret(),
            DeviceKind.CPU,
            List.of(0),
            scratch.toString(),
            scratch.toString(),
            1,
            null,
            0));
  }

  private void run() throws Exception {
    server.awaitIdle();
    warmUp();
    for (int round = 0; round < rounds; round++) {
      round(round);
    }
    long heap = heap();
    double stall =
        new SavingCosts(trainer(), specSha256, scratch).stall(quick ? 10 : 60, quick ? 50 : 600);
    double frozen = frozenShare();
    say("figure storage.checkpoint-write-over-bare %.3f ratio", median(writes));
    say("figure storage.checkpoint-read-over-bare %.3f ratio", median(reads));
    say("figure storage.checkpoint-heap-mib %.1f MiB", heap / 1048576.0);
    say("figure storage.frozen-share-percent %.2f percent", 100 * frozen);
    say("figure storage.stall-percent %.3f percent", 100 * stall);
    say("figure storage.kept-over-checkpoint %.3f ratio", median(kept));
  }

  /// Until the compilers of both processes have done most of their work, which would be counted
  /// with the first rounds otherwise.
  private void warmUp() throws Exception {
    for (int time = 0; time < (quick ? 1 : WARM_UPS); time++) {
      List<TrainingTensors.Copy> copies =
          MadeCheckpoint.of(Math.min(sizeBytes / 4, 64L << 20), 1000 + time);
      CheckpointManifest manifest = save(copies);
      for (int again = 0; again < 3; again++) {
        trainer.read(manifest);
      }
      bare.insert(copies);
      bare.select(copies);
      clear();
    }
    if (!quick) {
      server.awaitIdle();
    }
  }

  private void round(int round) throws Exception {
    List<TrainingTensors.Copy> copies = MadeCheckpoint.of(sizeBytes, round);
    CheckpointManifest[] manifest = new CheckpointManifest[1];
    Pair write =
        alternate(round, "write", () -> manifest[0] = save(copies), () -> bare.insert(copies));
    Pair read =
        alternate(round, "read", () -> trainer.read(manifest[0]), () -> bare.select(copies));
    writes.add(write.ratio());
    reads.add(read.ratio());
    kept.add((double) bytes("SELECT pg_total_relation_size('blob_chunk')") / sizeBytes);
    double mib = sizeBytes / 1048576.0;
    say(
        "round %d, %d tensors: write %.0f MiB/s, bare %.0f; read %.0f MiB/s, bare %.0f",
        round,
        copies.size(),
        mib / write.ours(),
        mib / write.bare(),
        mib / read.ours(),
        mib / read.bare());
    clear();
  }

  /// Seconds of the same work.
  private record Pair(double ours, double bare) {
    double ratio() {
      return bare / ours;
    }
  }

  /// Each of the two goes first in every other round.
  private Pair alternate(int round, String what, Timed ours, Timed plain) throws Exception {
    settle();
    if (round % 2 == 0) {
      double first = seconds(what, ours);
      settle();
      return new Pair(first, seconds("bare " + what, plain));
    }
    double first = seconds("bare " + what, plain);
    settle();
    return new Pair(seconds(what, ours), first);
  }

  /// How much more of the heap is held during a write and a read than before them.
  private long heap() throws Exception {
    try (ServerHeap heap = new ServerHeap(server.process())) {
      long idle = heap.usedBytes();
      List<TrainingTensors.Copy> copies =
          MadeCheckpoint.of(quick ? sizeBytes / 2 : sizeBytes, 2000);
      List<Exception> failures = new ArrayList<>();
      Thread work =
          Thread.ofPlatform()
              .unstarted(() -> {
                try {
                  trainer.read(save(copies));
                } catch (Exception e) {
                  failures.add(e);
                }
              });
      long most = heap.mostDuring(work);
      if (!failures.isEmpty()) {
        throw failures.getFirst();
      }
      say("server's heap: %.1f MiB idle, at most %.1f MiB", idle / 1048576.0, most / 1048576.0);
      return most - idle;
    }
  }

  /// The second of two checkpoints, of which nine tenths did not change.
  ///
  /// @return the part of it that was stored and uploaded; the larger of the two
  private double frozenShare() throws Exception {
    clear();
    long before = server.uploadedBytes();
    new SavingCosts(trainer(), specSha256, scratch).trainFrozen();
    long uploaded = server.uploadedBytes() - before;
    long stored = bytes("SELECT sum(size_bytes) FROM blob");
    long first =
        bytes(
            """
            SELECT sum(size_bytes) FROM blob WHERE sha256 IN (
              SELECT sha256 FROM checkpoint_tensor t JOIN checkpoint c ON c.id = t.checkpoint_id
              WHERE c.optimizer_step = (SELECT min(optimizer_step) FROM checkpoint))
            """);
    long all = bytes("SELECT size_bytes FROM checkpoint ORDER BY optimizer_step DESC LIMIT 1");
    long data =
        bytes("SELECT sum(size_bytes) FROM blob WHERE sha256 IN (SELECT sha256 FROM dataset_file)");
    if (uploaded < first) {
      throw new IllegalStateException(
          "%d bytes were uploaded, less than the first checkpoint's %d".formatted(uploaded, first));
    }
    say(
        "of the second checkpoint's %d bytes %d were uploaded and %d stored",
        all, uploaded - first, stored - data - first);
    return (double) Math.max(uploaded - first, stored - data - first) / all;
  }

  private long bytes(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  private CheckpointManifest save(List<TrainingTensors.Copy> copies) throws InterruptedException {
    optimizerStep++;
    return trainer.save(optimizerStep, specSha256, copies);
  }

  private void clear() throws Exception {
    bare.clear();
    jdbc.sql("DELETE FROM checkpoint").update();
    jdbc.sql("TRUNCATE blob_chunk").update();
    jdbc.sql(
            "DELETE FROM blob b WHERE NOT EXISTS (SELECT FROM dataset_file f WHERE f.sha256 = b.sha256)")
        .update();
  }

  /// What one side left to write must not slow the other.
  private void settle() {
    jdbc.sql("CHECKPOINT").update();
  }

  @FunctionalInterface
  private interface Timed {
    void run() throws Exception;
  }

  private double seconds(String what, Timed work) throws Exception {
    ProcessorTimes before = server.processorTimes();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    say("%s: %s", what, server.processorTimes().since(before, sizeBytes >> 20));
    return seconds;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  @SuppressWarnings("AnnotateFormatMethod") // not worth a dependency on Error Prone's annotations
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
