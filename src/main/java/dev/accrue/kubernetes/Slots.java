package dev.accrue.kubernetes;

import dev.accrue.team.TokenIssuer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The identities under which pods' workers register, one after the other. Used by the tick alone.
@Component
@OnKubernetes
@Transactional(propagation = Propagation.MANDATORY)
class Slots {

  private final JdbcClient jdbc;
  private final TokenIssuer tokens;

  Slots(JdbcClient jdbc, TokenIssuer tokens) {
    this.jdbc = jdbc;
    this.tokens = tokens;
  }

  /// So many numbers that nothing in the cluster has; new ones where there are too few.
  List<Integer> free(int count) {
    List<Integer> free =
        new ArrayList<>(
            jdbc.sql(
                    """
                    SELECT number FROM kubernetes_slot s WHERE NOT EXISTS (
                      SELECT FROM kubernetes_placement p
                      WHERE p.slot = s.number AND p.gone_at IS NULL)
                    ORDER BY number LIMIT :count
                    """)
                .param("count", count)
                .query(Integer.class)
                .list());
    int last = free.size() == count ? 0 : newest();
    while (free.size() < count) {
      free.add(make(++last));
    }
    return free;
  }

  private int newest() {
    return jdbc.sql("SELECT coalesce(max(number), 0) FROM kubernetes_slot")
        .query(Integer.class)
        .single();
  }

  private int make(int number) {
    jdbc.sql("INSERT INTO kubernetes_slot (number, worker_id, token_id) VALUES (?, ?, ?)")
        .params(number, UUID.randomUUID(), tokens.reserveWorkerToken("kubernetes-" + number))
        .update();
    return number;
  }
}
