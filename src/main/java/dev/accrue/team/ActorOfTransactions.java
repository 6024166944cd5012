package dev.accrue.team;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Tells the database at the beginning of each transaction of a request that may change something
/// which person sent it, so that the tables can write the audit log.
@Component
class ActorOfTransactions implements TransactionExecutionListener {

  private static final String CALLER = ActorOfTransactions.class.getName() + ".caller";
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final JdbcClient jdbc;
  private final Clock clock;

  ActorOfTransactions(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
    if (beginFailure != null || !transaction.isNewTransaction()) {
      return;
    }
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
        && !READS.contains(current.getRequest().getMethod())
        && current.getRequest().getAttribute(CALLER) instanceof Caller caller) {
      tell(caller.name(), current.getRequest().getRemoteAddr());
    }
  }

  /// Notes who sent a request, once that is known: finding it out takes a transaction itself.
  static void note(HttpServletRequest request, Object principal) {
    request.setAttribute(CALLER, principal);
  }

  /// Says who does the rest of the current transaction.
  void tell(String actor, String address) {
    jdbc.sql(
            """
            SELECT set_config('accrue.actor', :actor, true),
                   set_config('accrue.address', :address, true),
                   set_config('accrue.at', :at, true)
            """)
        .param("actor", actor)
        .param("address", address)
        .param("at", clock.instant().atOffset(ZoneOffset.UTC).toString())
        .query(_ -> {});
  }
}
