package dev.accrue.testing;

import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Waits until sessions of the test's database wait for locks.
public final class LockWait {

  private static final long PATIENCE_SECONDS = 30;

  private LockWait() {}

  /// Returns when so many sessions wait.
  public static void await(JdbcClient jdbc, int sessions) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      int waiting =
          jdbc.sql(
                  """
                  SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'
                  """)
              .query(Integer.class)
              .single();
      if (waiting >= sessions) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("%d sessions did not come to wait for locks".formatted(sessions));
  }
}
