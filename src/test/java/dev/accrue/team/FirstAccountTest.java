package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.problem.ProblemException;
import dev.accrue.testing.TestDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstAccountTest {

  private final TestDatabase database = new TestDatabase();
  private final Passwords passwords = new Passwords();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void makesUpAPasswordThatIsToldOnceAndHasToBeChanged() {
    FirstAccount first = started(null);

    String password = first.takePassword().orElseThrow();
    assertThat(password).matches("[a-z2-9]{5}(-[a-z2-9]{5}){3}");
    assertThat(first.takePassword()).isEmpty();
    var admin = database.jdbc().sql("SELECT * FROM app_user").query().singleRow();
    assertThat(admin.get("name")).isEqualTo("admin");
    assertThat(admin.get("id")).isEqualTo(first.administratorId());
    assertThat(admin.get("administrator")).isEqualTo(true);
    assertThat(admin.get("must_change_password")).isEqualTo(true);
    String hash = String.valueOf(admin.get("password_hash"));
    assertThat(hash).doesNotContain(password);
    assertThat(passwords.matches(password, hash)).isTrue();
    assertThat(
            database
                .jdbc()
                .sql(
                    "SELECT t.name || ' ' || m.role FROM team_member m JOIN team t ON t.id = m.team_id")
                .query(String.class)
                .single())
        .isEqualTo("default MAINTAINER");
  }

  @Test
  void aLaterStartChangesNothing() {
    String password = started(null).takePassword().orElseThrow();

    FirstAccount later = started("another-password");

    assertThat(later.takePassword()).isEmpty();
    String hash =
        database.jdbc().sql("SELECT password_hash FROM app_user").query(String.class).single();
    assertThat(passwords.matches(password, hash)).isTrue();
  }

  @Test
  void anOperatorsPasswordIsKeptAndNotTold() {
    FirstAccount first = started("chosen-by-the-operator");

    assertThat(first.takePassword()).isEmpty();
    assertThat(
            database
                .jdbc()
                .sql("SELECT must_change_password FROM app_user")
                .query(Boolean.class)
                .single())
        .isFalse();
  }

  @Test
  void aPasswordThatIsTooEasyStopsTheStart() {
    assertThatThrownBy(() -> started("short"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("accrue.first-password has fewer than 12 characters");
  }

  @Test
  void oneOfSeveralServersThatStartAtOnceMakesTheAccount() throws Exception {
    List<FirstAccount> servers = new ArrayList<>();
    try (ExecutorService starts = Executors.newFixedThreadPool(4)) {
      List<Callable<FirstAccount>> four = Collections.nCopies(4, () -> started(null));
      starts.invokeAll(four).stream().map(Future::resultNow).forEach(servers::add);
    }

    assertThat(servers).filteredOn(server -> server.takePassword().isPresent()).hasSize(1);
  }

  private FirstAccount started(@Nullable String preset) {
    FirstAccount account =
        new FirstAccount(
            database.jdbc(), database.transactions(), passwords, Clock.systemUTC(), preset);
    account.afterPropertiesSet();
    return account;
  }
}
