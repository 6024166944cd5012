package dev.accrue.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.team.Role;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.Position;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.blob.TestSweep;
import dev.accrue.team.Caller;
import dev.accrue.team.LeaseHolder;
import dev.accrue.team.Membership;
import dev.accrue.testing.Interleaving;
import dev.accrue.testing.Interleaving.Actor;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.SteppedDataSource;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;

/// Two trainers that save checkpoints with tensors in common, a reader, a person and housekeeping,
/// their transactions open beside each other and stepped statement by statement in an order drawn
/// from a seed; meanwhile hours pass, stored bytes change and connections break. More of them:
/// `-Dinterleavings=200`; one again: `-Dinterleavings.seed=…`.
@StillServer
// What a cut connection makes it say.
@TestPropertySource(properties = "logging.level.org.springframework.transaction=off")
@Import({InterleavedWork.class, TestSweep.class, CheckpointInterleavingTest.Stepping.class})
class CheckpointInterleavingTest {

  private static final int SCHEDULES = Integer.getInteger("interleavings", 4);
  private static final int SAVES = 3;
  private static final int CHUNK_BYTES = 1 << 20;

  /// Checkpoints that are visible and not whole, or damaged and nobody was told; blobs that are
  /// taken for damaged and are sound.
  private static final String WRONG =
      """
      SELECT 'not whole: step ' || c.optimizer_step FROM checkpoint c
      WHERE jsonb_array_length(c.manifest -> 'tensors') <> (
          SELECT count(*) FROM checkpoint_tensor t WHERE t.checkpoint_id = c.id)
        OR EXISTS (
          SELECT FROM checkpoint_tensor t LEFT JOIN blob b ON b.sha256 = t.sha256
          WHERE t.checkpoint_id = c.id AND (b.size_bytes IS NULL OR b.size_bytes <> (
            SELECT coalesce(sum(length(k.bytes)), 0) FROM blob_chunk k WHERE k.sha256 = b.sha256)))
      UNION ALL
      SELECT 'nobody was told: step ' || c.optimizer_step
      FROM checkpoint c JOIN checkpoint_tensor t ON t.checkpoint_id = c.id
        JOIN blob b ON b.sha256 = t.sha256
      WHERE b.damaged_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM job_event e WHERE e.job_id = c.job_id AND e.kind = 'CHECKPOINT_DAMAGED'
          AND e.reason LIKE '%step ' || c.optimizer_step || ' is damaged%' || encode(b.sha256, 'hex') || '%')
      UNION ALL
      SELECT 'sound: blob ' || encode(b.sha256, 'hex') FROM blob b
      WHERE b.damaged_at IS NOT NULL AND b.sha256 = (
        SELECT sha256(coalesce(string_agg(k.bytes, '' ORDER BY k.ordinal), ''))
        FROM blob_chunk k WHERE k.sha256 = b.sha256)
      """;

  @Autowired private TestFleet fleet;
  @Autowired private InterleavedWork work;
  @Autowired private TestSweep sweep;
  @Autowired private SettableClock clock;
  @Autowired private DataSource pool;
  @Autowired private JdbcConnectionDetails database;

  /// On a connection that nobody cuts.
  private JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource());

  private List<TestAttempt> attempts = List.of();
  private List<LeaseHolder> leases = List.of();
  private Caller person = new Caller(new UUID(0, 0), "nobody", false, List.of());
  private String specSha256 = "";

  /// Makes each statement of the threads under test a step.
  @TestConfiguration(proxyBeanMethods = false)
  static class Stepping {
    @Bean
    static BeanPostProcessor steppedDataSource() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof DataSource pool ? new SteppedDataSource(pool) : bean;
        }
      };
    }
  }

  @BeforeProperty
  void startTwoAttempts() throws Exception {
    new TestContextManager(getClass()).prepareTestInstance(this);
    jdbc =
        JdbcClient.create(
            new SingleConnectionDataSource(
                database.getJdbcUrl(),
                Objects.requireNonNull(database.getUsername()),
                Objects.requireNonNull(database.getPassword()),
                true));
    fleet.clear();
    attempts = List.of(fleet.start(), fleet.start());
    jdbc.sql("UPDATE attempt SET lease_expires_at = 'infinity'").update();
    UUID team = jdbc.sql("SELECT DISTINCT team_id FROM job").query(UUID.class).single();
    leases = attempts.stream().map(it -> lease(it, team)).toList();
    specSha256 = CanonicalSpec.sha256Hex(attempts.getFirst().describe().spec());
    UUID user = jdbc.sql("SELECT DISTINCT created_by FROM job").query(UUID.class).single();
    person =
        new Caller(user, "person", false, List.of(new Membership(team, "default", Role.MEMBER)));
  }

  private static LeaseHolder lease(TestAttempt attempt, UUID team) {
    return new LeaseHolder(
        attempt.id(), attempt.assignment().jobId(), team, attempt.assignment().fencingToken());
  }

  @Property(tries = 1, shrinking = ShrinkingMode.OFF)
  void everyInterleavingKeepsWholeCheckpointsAndNothingElse(@ForAll long first) {
    Long again = Long.getLong("interleavings.seed");
    long[] seeds =
        again == null ? new SplittableRandom(first).longs(SCHEDULES).toArray() : new long[] {again};
    for (long seed : seeds) {
      try {
        run(new SplittableRandom(seed));
      } catch (Throwable e) {
        throw new AssertionError("with the seed " + seed, e);
      }
    }
  }

  private void run(SplittableRandom random) throws SQLException {
    empty();
    Interleaving interleaving = new Interleaving(jdbc);
    AtomicInteger saving = new AtomicInteger(leases.size());
    for (int number = 0; number < leases.size(); number++) {
      LeaseHolder lease = leases.get(number);
      long offset = random.nextInt(2);
      interleaving.start(
          "trainer " + number,
          () -> {
            for (int save = 1; save <= SAVES; save++) {
              work.save(lease, checkpoint(10 * (save + offset)));
            }
            saving.decrementAndGet();
          });
    }
    for (String name : List.of("person", "reader", "another reader", "housekeeping")) {
      SplittableRandom own = random.split();
      interleaving.start(name, () -> beside(name, own, saving));
    }
    play(interleaving, random);
    assertWhatIsLeft();
  }

  private void beside(String name, SplittableRandom random, AtomicInteger saving) {
    while (saving.get() > 0) {
      UUID job = leases.get(random.nextInt(leases.size())).jobId();
      switch (name) {
        case "person" -> work.change(person, job, random);
        case "reader", "another reader" -> work.read(job);
        default -> {
          work.deleteOutlived();
          work.sweep();
        }
      }
    }
  }

  /// Half of the time whoever moved last goes on, so that long and short stretches meet.
  private void play(Interleaving interleaving, SplittableRandom random) {
    Actor last = null;
    while (!interleaving.ended()) {
      List<Actor> standing = interleaving.standing();
      assertThat(standing)
          .as(() -> "those who wait for nobody: " + interleaving.waits())
          .isNotEmpty();
      Actor next =
          last != null && standing.contains(last) && random.nextBoolean()
              ? last
              : standing.get(random.nextInt(standing.size()));
      last = next;
      switch (random.nextInt(50)) {
        case 0 -> clock.advance(sweep.grace().plusSeconds(1));
        case 1, 2 -> changeAByte(random);
        case 3 -> {
          work.cut();
          interleaving.cut(next);
        }
        default -> interleaving.step(next);
      }
      assertThat(strings(WRONG)).isEmpty();
    }
  }

  private void empty() throws SQLException {
    work.begin();
    // Some of them may have been cut without anybody's notice.
    pool.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    for (String table : List.of("job_retention", "checkpoint_pin", "checkpoint", "job_event")) {
      jdbc.sql("DELETE FROM " + table).update();
    }
    jdbc.sql(
            "DELETE FROM blob b WHERE NOT EXISTS (SELECT FROM dataset_file f WHERE f.sha256 = b.sha256)")
        .update();
  }

  private void changeAByte(SplittableRandom random) {
    jdbc.sql(
            """
            WITH chosen AS MATERIALIZED (
              SELECT sha256, ordinal FROM blob_chunk
              ORDER BY sha256, ordinal OFFSET :place LIMIT 1 FOR UPDATE SKIP LOCKED)
            UPDATE blob_chunk k SET bytes = set_byte(k.bytes, 3, (get_byte(k.bytes, 3) + 1) % 256)
            FROM chosen WHERE k.sha256 = chosen.sha256 AND k.ordinal = chosen.ordinal
            RETURNING encode(k.sha256, 'hex')
            """)
        .param("place", random.nextInt(6))
        .query(String.class)
        .optional()
        .ifPresent(work::damaged);
  }

  private void assertWhatIsLeft() {
    clock.advance(sweep.grace().plusSeconds(1));
    sweep.sweepAll();

    assertThat(
            strings(
                """
                SELECT encode(sha256, 'hex') FROM blob b
                WHERE NOT EXISTS (SELECT FROM checkpoint_tensor t WHERE t.sha256 = b.sha256)
                  AND NOT EXISTS (SELECT FROM dataset_file f WHERE f.sha256 = b.sha256)
                """))
        .as("blobs that nothing names and one sweep left")
        .isEmpty();
    if (work.damaged().isEmpty()) {
      assertThat(strings("SELECT DISTINCT job_id::text FROM checkpoint"))
          .as("jobs with a checkpoint")
          .hasSize(leases.size());
    }
  }

  private List<String> strings(String sql) {
    return jdbc.sql(sql).query((row, number) -> row.getString(1)).list();
  }

  /// Both trainers save the same at the same step, as equal seeds do: tensors of each step, one of
  /// two chunks that changes seldom, one that never does, and one without elements.
  private TestCheckpoints checkpoint(long optimizerStep) {
    List<byte[]> blobs =
        List.of(
            filled(40, optimizerStep),
            filled(CHUNK_BYTES + 8, optimizerStep / 20),
            filled(80, 0),
            new byte[0]);
    List<TensorEntry> tensors = new ArrayList<>();
    for (byte[] bytes : blobs) {
      tensors.add(
          new TensorEntry(
              "model/" + tensors.size(),
              TensorRole.PARAMETER,
              "F32",
              List.of(bytes.length / 4L),
              bytes.length,
              TestCheckpoints.sha256(bytes)));
    }
    return new TestCheckpoints(
        new CheckpointManifest(
            optimizerStep,
            new Position(0, optimizerStep * 10, optimizerStep * 10, optimizerStep, 0),
            specSha256,
            Map.of("libtorch", "2.7.1"),
            tensors),
        blobs);
  }

  private static byte[] filled(int size, long number) {
    return ByteBuffer.allocate(size).putLong(number + 1).array();
  }
}
