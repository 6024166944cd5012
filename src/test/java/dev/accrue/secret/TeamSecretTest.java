package dev.accrue.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.EnvironmentVariable;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestServer;
import dev.accrue.testing.TestWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Secrets of teams, from the maintainer who stores one to the trainer that gets it.
@StillServer
class TeamSecretTest {

  private static final String VALUE = "horse-battery-staple";

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private SettableClock clock;
  @Autowired private SecretStore store;
  @Autowired private JdbcClient jdbc;

  @TempDir Path folder;
  private String team;
  private String secrets;
  private UUID teamId;
  private TestHttp maintainer;
  private TestHttp member;

  @BeforeEach
  void makeTeam() {
    fleet.clear();
    jdbc.sql("DELETE FROM team_secret").update();
    team = "t" + UUID.randomUUID().toString().substring(0, 8);
    secrets = "/api/v1/teams/" + team + "/secrets";
    teamId = clients.newTeam(team);
    maintainer = clients.newMember(teamId, team + "-maintainer", "MAINTAINER");
    member = clients.newMember(teamId, team + "-member", "MEMBER");
  }

  @Test
  void isListedByNameAndItsValueNeverComesBack() {
    Answer put = put("wandb", VALUE);

    assertThat(put.status()).as(put.toString()).isEqualTo(200);
    Answer list = member.get(secrets);
    assertThat(list.json()).hasSize(1);
    JsonNode secret = list.json().get(0);
    assertThat(secret).isEqualTo(put.json());
    assertThat(secret.get("name").asString()).isEqualTo("wandb");
    assertThat(secret.get("changedBy").asString()).isEqualTo(team + "-maintainer");
    assertThat(secret.get("changedAt").asString()).isEqualTo(clock.instant().toString());
    assertThat(secret.get("lastUsedAt").isNull()).isTrue();
    assertThat(put.text() + list.text()).doesNotContain("horse");
  }

  @Test
  void isNotInTheDatabaseAndNotInTheAuditLog() {
    put("wandb", VALUE);
    put("wandb", "another-" + VALUE);
    maintainer.delete(secrets + "/wandb");
    put("wandb", VALUE);

    byte[] stored = jdbc.sql("SELECT ciphertext FROM team_secret").query(byte[].class).single();
    assertThat(new String(stored, ISO_8859_1)).doesNotContain("horse");
    Answer audit = maintainer.get("/api/v1/audit?team=" + team);
    assertThat(audit.json().get("items").findValuesAsString("kind"))
        .containsExactly("SECRET_CREATED", "SECRET_DELETED", "SECRET_CHANGED", "SECRET_CREATED");
    assertThat(audit.json().get("items").findValuesAsString("subject")).containsOnly("wandb");
    assertThat(audit.json().get("items").findValuesAsString("ciphertext"))
        .isNotEmpty()
        .containsOnly("…");
    assertThat(audit.text()).doesNotContain("horse");
  }

  @Test
  void membersUseThemAndMaintainersChangeThem() {
    put("wandb", VALUE);

    assertThat(member.put(secrets + "/wandb", body("x")).status()).isEqualTo(403);
    assertThat(member.delete(secrets + "/wandb").status()).isEqualTo(403);
    assertThat(maintainer.delete(secrets + "/none").status()).isEqualTo(404);
    assertThat(maintainer.delete(secrets + "/wandb").status()).isEqualTo(204);
    assertThat(member.get(secrets).json()).isEmpty();
  }

  @Test
  void refusesWhatIsTooLongEmptyOrBadlyNamedWithoutShowingIt() {
    for (String value : List.of("", "x\\u0000horse", "horse" + "x".repeat(8_192))) {
      Answer refused = maintainer.put(secrets + "/wandb", "{\"value\":\"" + value + "\"}");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.text()).contains("8,192 bytes").doesNotContain("horse");
    }
    assertThat(maintainer.put(secrets + "/wandb", "{}").status()).isEqualTo(422);
    assertThat(maintainer.put(secrets + "/wandb", "{\"value\":{\"horse\":1}}").status())
        .isEqualTo(422);
    for (String name : List.of("Wandb", "-x", "a".repeat(64), "a%20b")) {
      assertThat(put(name, VALUE).status()).as(name).isEqualTo(422);
    }
    assertThat(put("wandb", "x".repeat(8_192)).status()).isEqualTo(200);
  }

  @Test
  void aTeamHasAtMostAHundred() {
    for (int i = 0; i < 100; i++) {
      assertThat(put("s" + i, VALUE).status()).isEqualTo(200);
    }

    Answer refused = put("one-more", VALUE);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("code").asString()).isEqualTo("LIMIT_REACHED");
    assertThat(put("s7", "new").status()).isEqualTo(200);
  }

  @Test
  void aSpecThatNamesAnotherTeamsSecretIsRefused() {
    UUID other = clients.newTeam(team + "-other");
    TestHttp stranger = clients.newMember(other, team + "-stranger", "MAINTAINER");
    stranger.put(secrets.replace(team, team + "-other") + "/wandb", body(VALUE));

    Answer refused = submit("\"WANDB_API_KEY\": {\"secret\": \"wandb\"}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().get("violations").get(0).get("field").asString())
        .isEqualTo("environment.WANDB_API_KEY.secret");
    assertThat(refused.json().get("detail").asString())
        .contains("has no such secret")
        .contains(secrets);
  }

  @Test
  void theTrainerGetsTheValueAndNobodyElseDoes() {
    put("wandb", VALUE);
    Answer submitted =
        submit("\"WANDB_API_KEY\": {\"secret\": \"wandb\"}, \"OMP_WAIT_POLICY\": \"active\"");
    assertThat(submitted.status()).as(submitted.toString()).isEqualTo(201);
    String job = "/api/v1/jobs/" + submitted.json().get("id").asString();
    clock.advance(Duration.ofMinutes(5));
    TestWorker worker = fleet.register(1);
    scheduling.tick();

    TestAttempt attempt = worker.takeOne();

    assertThat(attempt.assignment().environment())
        .containsExactlyInAnyOrder(
            new EnvironmentVariable("WANDB_API_KEY", VALUE, true),
            new EnvironmentVariable("OMP_WAIT_POLICY", "active", false));
    assertThat(attempt.assignment().toString()).doesNotContain("horse");
    assertThat(attempt.assignment().environment().toString()).doesNotContain("horse");
    String described = new JsonMapper().writeValueAsString(attempt.describe());
    assertThat(described).contains("wandb").doesNotContain("horse");
    assertThat(member.get(job).text()).contains("wandb").doesNotContain("horse");
    assertThat(member.get(job + "/events").text()).doesNotContain("horse");
    assertThat(member.get(secrets).json().get(0).get("lastUsedAt").asString())
        .isEqualTo(clock.instant().toString());
    assertThat(worker.beat(attempt.id()).assignments()).isEmpty();
  }

  @Test
  void anAttemptGetsTheValueOfTheTimeWhenItBegins() {
    put("wandb", "old");
    submit("\"WANDB_API_KEY\": {\"secret\": \"wandb\"}");
    put("wandb", VALUE);
    TestWorker worker = fleet.register(1);
    scheduling.tick();

    assertThat(worker.takeOne().assignment().environment())
        .containsExactly(new EnvironmentVariable("WANDB_API_KEY", VALUE, true));
  }

  @Test
  void aJobWhoseSecretIsDeletedFailsAndTheWorkersOthersDoNot() {
    put("wandb", VALUE);
    String job = submit("\"WANDB_API_KEY\": {\"secret\": \"wandb\"}").json().get("id").asString();
    maintainer.delete(secrets + "/wandb");
    UUID other = fleet.submit();
    TestWorker worker = fleet.register(2);
    scheduling.tick();

    TestAttempt attempt = worker.takeOne();

    assertThat(attempt.assignment().jobId()).isEqualTo(other);
    JsonNode failed = member.get("/api/v1/jobs/" + job).json();
    assertThat(failed.get("state").asString()).isEqualTo("FAILED");
    assertThat(failed.get("failureCause").asString()).isEqualTo(EndCause.USER_ERROR.name());
    assertThat(failed.get("failureMessage").asString())
        .contains("secret wandb")
        .contains("deleted");
  }

  @Test
  void aServerWithoutTheKeyDoesNotStartAndANewKeyTakesOver() throws IOException {
    put("wandb", VALUE);
    Path newKey = Files.writeString(folder.resolve("key"), SecretBox.newKey());

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> start(new SecretProperties(null, List.of())))
        .withMessageContaining("accrue.secrets.key-file");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> start(new SecretProperties(newKey, List.of())))
        .withMessageContaining("accrue.secrets.old-key-files");

    start(new SecretProperties(newKey, List.of(Path.of(TestServer.KEY_FILE))));

    SealedTeamSecrets later = start(new SecretProperties(newKey, List.of()));
    assertThat(later.open(teamId, List.of("wandb", "none"))).containsOnlyKeys("wandb");
    assertThat(later.open(teamId, List.of("wandb"))).containsValue(VALUE);
  }

  @Test
  void aValueDoesNotOpenInAnotherRow() {
    put("wandb", VALUE);
    put("other", "harmless");
    jdbc.sql(
            """
            UPDATE team_secret SET ciphertext = (SELECT ciphertext FROM team_secret WHERE name = 'wandb')
            WHERE name = 'other'
            """)
        .update();
    String job = submit("\"X\": {\"secret\": \"other\"}").json().get("id").asString();
    TestWorker worker = fleet.register(1);
    scheduling.tick();

    assertThat(worker.beat().assignments()).isEmpty();

    assertThat(member.get("/api/v1/jobs/" + job).json().get("failureMessage").asString())
        .contains("cannot be opened");
  }

  private SealedTeamSecrets start(SecretProperties properties) {
    SecretBox box = new SecretBox(properties);
    SealedTeamSecrets started = new SealedTeamSecrets(store, box, clock);
    new KeyChange(List.of(started), box).afterPropertiesSet();
    return started;
  }

  private Answer put(String name, String value) {
    return maintainer.put(secrets + "/" + name, body(value));
  }

  private static String body(String value) {
    return "{\"value\":\"" + value + "\"}";
  }

  private Answer submit(String environment) {
    return member.post(
        "/api/v1/jobs",
        TestFleet.SPEC.replace(
            "\"name\": \"test\",",
            "\"name\": \"test\", \"team\": \"%s\", \"environment\": {%s},"
                .formatted(team, environment)));
  }
}
