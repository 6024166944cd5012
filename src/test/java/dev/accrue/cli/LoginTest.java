package dev.accrue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.cli.CommandRun.Outcome;
import dev.accrue.team.FirstStart;
import dev.accrue.team.TokenIssuer;
import dev.accrue.testing.FreePort;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@StillServer
class LoginTest {

  @Autowired private Environment server;
  @Autowired private TokenIssuer tokens;
  @Autowired private FirstStart firstStart;
  @Autowired private TestFleet fleet;
  @Autowired private JdbcClient jdbc;
  @Autowired private SettableClock clock;
  @TempDir private Path folder;

  private String url;

  @BeforeEach
  void clear() {
    fleet.clear();
    url = CommandRun.url(server);
  }

  private String token() {
    return tokens.issueApiToken(firstStart.administratorId(), "test", Duration.ofHours(1)).secret();
  }

  @Test
  void keepsTheTokenInAFileThatNobodyElseMayRead() throws IOException {
    CommandRun accrue = new CommandRun(folder).input(token() + "\n");

    Outcome login = accrue.run("login", url + "/");

    assertThat(login.code()).as(login.err()).isZero();
    assertThat(login.out()).contains("Signed in to %s as admin".formatted(url));
    Path file = folder.resolve("cli.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(new CommandRun(folder).run("list").code()).isZero();
  }

  @Test
  void aPasswordIsExchangedForATokenThatIsKeptInItsPlace() {
    // The other tests' tokens of the administrator may be as many as one may have.
    String person = newPerson();
    Outcome login =
        new CommandRun(folder).input(TestServer.PASSWORD).run("login", url, "--user", person);

    assertThat(login.code()).as(login.err()).isZero();
    assertThat(folder.resolve("cli.json")).content().contains("accrue_").doesNotContain("correct");
    assertThat(new CommandRun(folder).run("list").code()).isZero();
    Outcome wrong = new CommandRun(folder).input("wrong").run("login", url, "--user", person);
    assertThat(wrong.code()).isEqualTo(ExitCode.FORBIDDEN);
    assertThat(wrong.err()).contains("the name or the password is wrong");
  }

  /// Somebody with the administrator's password and no tokens.
  private String newPerson() {
    String name = "person-" + UUID.randomUUID().toString().substring(0, 8);
    jdbc.sql(
            """
            INSERT INTO app_user
              (id, name, password_hash, must_change_password, administrator, created_at)
            SELECT gen_random_uuid(), ?, password_hash, false, false, now()
            FROM app_user WHERE name = 'admin'
            """)
        .param(name)
        .update();
    return name;
  }

  @Test
  void logoutForgetsIt() {
    new CommandRun(folder).input(token()).run("login", url);

    assertThat(new CommandRun(folder).run("logout").out()).contains("Forgot");

    Outcome list = new CommandRun(folder).run("list", "--server", url);
    assertThat(list.code()).isEqualTo(ExitCode.FORBIDDEN);
    assertThat(list.err()).contains("accrue login signs in");
  }

  @Test
  void aTokenThatIsNotGoodIsNotKept() {
    Outcome login = new CommandRun(folder).input("accrue_wrong").run("login", url);

    assertThat(login.code()).isEqualTo(ExitCode.FORBIDDEN);
    assertThat(folder).isEmptyDirectory();
    assertThat(new CommandRun(folder).input("\n").run("login", url).code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aTokenGoesToItsOwnServerOnly() {
    new CommandRun(folder).input(token()).run("login", url);
    String sameServerElsewhere = url.replace("127.0.0.1", "localhost");

    assertThat(new CommandRun(folder).run("list", "--server", sameServerElsewhere).code())
        .isEqualTo(ExitCode.FORBIDDEN);
  }

  @Test
  void onThisMachineThePlatformsOwnTokenWillDo() throws IOException {
    Files.writeString(folder.resolve("cli-token"), token() + "\n");

    assertThat(new CommandRun(folder).with("ACCRUE_SERVER", url).run("list").code()).isZero();
  }

  @Test
  void aServerThatDoesNotAnswerHasACodeOfItsOwn() throws IOException {
    String nowhere = "http://127.0.0.1:" + FreePort.find();

    Outcome list = new CommandRun(folder).run("list", "--server", nowhere);

    assertThat(list.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(list.err()).contains("the server does not answer");
    assertThat(new CommandRun(folder).run("list", "--server", "accrue.example.org").code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theDoctorSaysWhatIsMissing() {
    CommandRun accrue = CommandRun.asAdministrator(server, tokens, firstStart, folder);

    Outcome without = accrue.run("doctor");
    fleet.register(2);
    Outcome with = accrue.run("doctor");

    assertThat(without.code()).isEqualTo(ExitCode.FAILED);
    assertThat(without.out()).contains("FAIL  workers").contains("fix: start a worker");
    assertThat(with.out()).contains("ok    version   development, as the server's");
    assertThat(with.out()).contains("ok    workers   2 devices take work");
    assertThat(with.code()).isZero();
  }

  @Test
  void theDoctorDoesNotCountTheDevicesOfSilentWorkers() {
    CommandRun accrue = CommandRun.asAdministrator(server, tokens, firstStart, folder);
    for (int i = 0; i < 4; i++) {
      fleet.register(2);
      clock.advance(Duration.ofMinutes(1));
    }

    Outcome without = accrue.run("doctor");
    fleet.register(1);
    Outcome with = accrue.run("doctor");

    assertThat(without.code()).isEqualTo(ExitCode.FAILED);
    assertThat(without.out())
        .contains("FAIL  workers   no device takes work, of 4 workers; worker-")
        .containsPattern("worker-\\w+ silent since [-0-9: ]+, its 2 devices not counted")
        .contains("; 1 more silent");
    assertThat(with.out()).contains("ok    workers   1 devices take work; worker-");
    assertThat(with.code()).isZero();
    assertThat(accrue.run("workers").out()).contains("silent").contains("free");
  }

  @Test
  void theDoctorTellsAMissingServerFromAMissingLogin() {
    Outcome stranger = new CommandRun(folder).run("doctor", "--server", url, "-o", "json");

    assertThat(stranger.code()).isEqualTo(ExitCode.FAILED);
    assertThat(stranger.json().at("/0/ok").asBoolean()).isTrue();
    assertThat(stranger.json().at("/1/fix").asString()).isEqualTo("accrue login");
  }
}
