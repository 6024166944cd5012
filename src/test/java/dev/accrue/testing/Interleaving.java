package dev.accrue.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Threads whose transactions lie beside each other, one step at a time: before each statement and
/// each commit a thread stands until the test lets it pass. A thread that waits for another's lock
/// counts as settled, as PostgreSQL says of its session; so the same choices give the same order of
/// everything that the database sees.
public final class Interleaving {

  private static final ThreadLocal<Actor> CURRENT = new ThreadLocal<>();
  private static final long PATIENCE_SECONDS = 60;
  private static final long LOOK_FOR_LOCKS_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final JdbcClient watcher;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Actor> actors = new ArrayList<>();
  private long moves;

  /// @param watcher whose statements are no steps
  public Interleaving(JdbcClient watcher) {
    this.watcher = watcher;
  }

  private enum State {
    RUNNING,
    STANDING,
    ENDED
  }

  /// One of the threads.
  public final class Actor {
    private final String name;
    private State state = State.RUNNING;
    private @Nullable Integer session;
    private @Nullable Throwable failure;

    private Actor(String name) {
      this.name = name;
    }

    /// The session whose statement comes next.
    public int session() {
      if (session == null) {
        throw new IllegalStateException(name + " has made no statement yet");
      }
      return session;
    }

    @Override
    public String toString() {
      return name;
    }

    private void run(Runnable work) {
      CURRENT.set(this);
      Throwable thrown = null;
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        thrown = e;
      }
      lock.lock();
      try {
        failure = thrown;
        state = State.ENDED;
        moves++;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void stand(int beforeStatementOf) {
      lock.lock();
      try {
        session = beforeStatementOf;
        state = State.STANDING;
        moves++;
        changed.signalAll();
        while (state == State.STANDING) {
          changed.awaitUninterruptibly();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  static boolean concernsThisThread() {
    return CURRENT.get() != null;
  }

  static void beforeStep(Connection connection) throws SQLException {
    Actor actor = CURRENT.get();
    if (actor != null) {
      actor.stand(connection.unwrap(PGConnection.class).getBackendPID());
    }
  }

  /// Starts a thread, which comes to stand before its first statement.
  public void start(String name, Runnable work) {
    Actor actor = new Actor(name);
    actors.add(actor);
    Thread.ofPlatform().name(name).daemon().start(() -> actor.run(work));
    settle();
  }

  /// Those that stand before a step.
  public List<Actor> standing() {
    lock.lock();
    try {
      return actors.stream().filter(actor -> actor.state == State.STANDING).toList();
    } finally {
      lock.unlock();
    }
  }

  /// Who waits for whom, and for what; for messages.
  public String waits() {
    return String.join(
        "\n",
        watcher
            .sql(
                """
                SELECT format('%s waits for %s in %s', pid, pg_blocking_pids(pid), query)
                FROM pg_stat_activity
                WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()
                """)
            .query((row, number) -> row.getString(1))
            .list());
  }

  /// Whether all have ended.
  public boolean ended() {
    lock.lock();
    try {
      return actors.stream().allMatch(actor -> actor.state == State.ENDED);
    } finally {
      lock.unlock();
    }
  }

  /// Lets one make its step, and returns when everybody stands, waits for a lock or has ended.
  public void step(Actor actor) {
    lock.lock();
    try {
      actor.state = State.RUNNING;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    settle();
  }

  /// Ends an actor's session as a crash of its process would, and returns when the server is done
  /// with it.
  public void cut(Actor actor) {
    watcher.sql("SELECT pg_terminate_backend(?, 10000)").param(actor.session()).query().singleRow();
    settle();
  }

  /// Waits until nothing moves any more.
  ///
  /// @throws AssertionError when one of the threads has failed
  public void settle() {
    lock.lock();
    try {
      // Whoever moved may have let go of what somebody before in the list waited for.
      long before;
      do {
        before = moves;
        actors.forEach(this::awaitSettled);
      } while (moves != before);
    } finally {
      lock.unlock();
    }
  }

  private void awaitSettled(Actor actor) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (actor.state == State.RUNNING && !waitsForLock(actor)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(actor + " neither moves nor waits for a lock");
      }
    }
    if (actor.failure != null) {
      throw new AssertionError(actor + " failed", actor.failure);
    }
  }

  /// Gives the actor a moment to go on by itself before PostgreSQL is asked.
  private boolean waitsForLock(Actor actor) {
    try {
      long left = LOOK_FOR_LOCKS_NANOS;
      while (actor.state == State.RUNNING && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return actor.state == State.RUNNING
        && actor.session != null
        && watcher
            .sql("SELECT cardinality(pg_blocking_pids(?)) > 0")
            .param(actor.session)
            .query(Boolean.class)
            .single();
  }
}
