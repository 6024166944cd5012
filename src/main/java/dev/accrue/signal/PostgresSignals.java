package dev.accrue.signal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Signals by `LISTEN` on one connection of its own, which is made again whenever it breaks.
@Component
class PostgresSignals implements Signals, SmartLifecycle {

  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(5);

  /// A connection that the network swallowed is noticed after so long.
  private static final Duration LIVENESS_CHECK = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(PostgresSignals.class);

  private final JdbcClient jdbc;
  private final JdbcConnectionDetails details;
  private final List<SignalListener> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Listening listening;

  PostgresSignals(JdbcClient jdbc, JdbcConnectionDetails details) {
    this.jdbc = jdbc;
    this.details = details;
  }

  @Override
  public void send(Signal signal, UUID jobId) {
    sendAll(signal, List.of(jobId));
  }

  /// What a transaction sends goes out in one statement before it commits; the server delivers it
  /// after the commit in any case.
  @Override
  public void sendAll(Signal signal, Collection<UUID> ids) {
    List<Note> notes = ids.stream().map(id -> new Note(signal.channel(), id.toString())).toList();
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      pending().notes.addAll(notes);
    } else {
      notify(notes);
    }
  }

  private Pending pending() {
    return TransactionSynchronizationManager.getSynchronizations().stream()
        .filter(Pending.class::isInstance)
        .map(Pending.class::cast)
        .filter(it -> it.belongsTo(this))
        .findFirst()
        .orElseGet(() -> {
          Pending pending = new Pending();
          TransactionSynchronizationManager.registerSynchronization(pending);
          return pending;
        });
  }

  private record Note(String channel, String subject) {}

  /// What a transaction has to send.
  private final class Pending implements TransactionSynchronization {

    private final Set<Note> notes = new LinkedHashSet<>();

    boolean belongsTo(PostgresSignals signals) {
      return PostgresSignals.this.equals(signals);
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      PostgresSignals.this.notify(notes);
    }
  }

  private void notify(Collection<Note> notes) {
    jdbc.sql(
            "SELECT pg_notify(channel, subject)::text FROM unnest(:channels, :subjects) AS note (channel, subject)")
        .param("channels", notes.stream().map(Note::channel).toArray(String[]::new))
        .param("subjects", notes.stream().map(Note::subject).toArray(String[]::new))
        .query()
        .listOfRows();
  }

  @Override
  public void listen(SignalListener listener) {
    listeners.add(listener);
    listener.mayHaveMissedSome();
  }

  private Connection open() throws SQLException {
    Properties properties = new Properties();
    Optional.ofNullable(details.getUsername()).ifPresent(it -> properties.put("user", it));
    Optional.ofNullable(details.getPassword()).ifPresent(it -> properties.put("password", it));
    properties.put("ApplicationName", "accrue-signals");
    properties.put("tcpKeepAlive", "true");
    properties.put("connectTimeout", "5");
    return DriverManager.getConnection(details.getJdbcUrl(), properties);
  }

  private void deliver(PGNotification notification) {
    Arrays.stream(Signal.values())
        .filter(signal -> signal.channel().equals(notification.getName()))
        .findFirst()
        .ifPresent(signal -> deliver(signal, notification.getParameter()));
  }

  private void deliver(Signal signal, String parameter) {
    try {
      UUID jobId = UUID.fromString(parameter);
      listeners.forEach(listener -> listener.received(signal, jobId));
    } catch (RuntimeException e) {
      // Anybody who may connect may send anything here; nobody's listening may end by it.
      log.warn("A listener failed on the signal {} {}", signal, parameter, e);
    }
  }

  @Override
  public void start() {
    listening = new Listening();
  }

  @Override
  public void stop() {
    Listening running = listening;
    listening = null;
    if (running != null) {
      running.stop();
    }
  }

  @Override
  public boolean isRunning() {
    return listening != null;
  }

  /// From one start to the next stop: a stopped server may be started again.
  private final class Listening {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Connection> current = new AtomicReference<>();

    Listening() {
      Thread.ofVirtual().name("signals").start(this::run);
    }

    void stop() {
      stopped.countDown();
      Connection connection = current.getAndSet(null);
      if (connection != null) {
        try {
          // Not close(), which would wait for the thread that is reading.
          connection.abort(Runnable::run);
        } catch (SQLException e) {
          log.debug("The signals' connection was gone already", e);
        }
      }
    }

    private void run() {
      Duration retry = FIRST_RETRY;
      while (stopped.getCount() > 0) {
        try (Connection connection = open()) {
          current.set(connection);
          retry = FIRST_RETRY;
          receive(connection);
        } catch (SQLException e) {
          if (stopped.getCount() > 0) {
            log.warn("Lost the signals' connection, trying again in {}: {}", retry, e.getMessage());
          }
        }
        retry = pause(retry);
      }
    }

    /// @return the next pause
    private Duration pause(Duration retry) {
      try {
        if (stopped.await(retry.toMillis(), TimeUnit.MILLISECONDS)) {
          return retry;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stopped.countDown();
      }
      Duration doubled = retry.multipliedBy(2);
      return doubled.compareTo(LAST_RETRY) < 0 ? doubled : LAST_RETRY;
    }

    private void receive(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        for (Signal signal : Signal.values()) {
          statement.execute("LISTEN " + signal.channel());
        }
      }
      listeners.forEach(SignalListener::mayHaveMissedSome);
      PGConnection postgres = connection.unwrap(PGConnection.class);
      while (stopped.getCount() > 0) {
        PGNotification[] notifications = postgres.getNotifications((int) LIVENESS_CHECK.toMillis());
        if (notifications == null || notifications.length == 0) {
          if (!connection.isValid(5)) {
            throw new SQLException("the connection no longer answers");
          }
        } else {
          Arrays.stream(notifications).forEach(PostgresSignals.this::deliver);
        }
      }
    }
  }
}
