package dev.accrue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.cli.CommandRun.Outcome;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.team.FirstStart;
import dev.accrue.team.TokenIssuer;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@StillServer
class JobCommandsTest {

  @Autowired private Environment server;
  @Autowired private TestFleet fleet;
  @Autowired private TokenIssuer tokens;
  @Autowired private FirstStart firstStart;
  @Autowired private SchedulingTick scheduling;
  @TempDir private Path folder;

  private CommandRun accrue;

  @BeforeEach
  void clear() {
    fleet.clear();
    accrue = CommandRun.asAdministrator(server, tokens, firstStart, folder);
  }

  private Path spec(String text) throws IOException {
    return Files.writeString(folder.resolve("spec.yaml"), text);
  }

  @Test
  void submitsAFileWithOverrides() throws IOException {
    Outcome submitted =
        accrue.run(
            "submit",
            spec(TestFleet.SPEC).toString(),
            "--set",
            "training.batch.effective=20",
            "--set",
            "scheduling.priority=7",
            "--set",
            "model.hidden=[16, 4]",
            "--set",
            "model.hidden.1=6",
            "-o",
            "json");

    assertThat(submitted.code()).as(submitted.err()).isZero();
    JsonNode job = submitted.json();
    assertThat(job.at("/spec/training/batch/effective").asInt()).isEqualTo(20);
    assertThat(job.at("/priority").asInt()).isEqualTo(7);
    assertThat(job.at("/spec/model/hidden").toString()).isEqualTo("[16,6]");
  }

  @Test
  void submitsTheStandardInputAndListsIt() {
    Outcome submitted = accrue.input(TestFleet.SPEC).run("submit", "-");
    Outcome list = accrue.run("list");

    assertThat(submitted.code()).as(submitted.err()).isZero();
    assertThat(submitted.out()).contains(CommandRun.url(server) + "/jobs/");
    assertThat(list.out().lines().toList())
        .hasSize(2)
        .element(1)
        .asString()
        .startsWith(submitted.out().substring(0, 8))
        .contains("test", "queued", "0/1000");
  }

  @Test
  void listsWhatIsSearchedFor() {
    accrue.input(TestFleet.SPEC).run("submit", "-", "--set", "name=sweep of widths");
    accrue.input(TestFleet.SPEC).run("submit", "-", "--set", "name=baseline");

    assertThat(accrue.run("list", "--search", "WIDTHS sweep").out())
        .contains("sweep of widths")
        .doesNotContain("baseline");
    assertThat(accrue.run("list", "--sort", "colour").err())
        .contains("sort = colour", "name one of createdAt, name, priority");
    assertThat(accrue.run("list", "--search", "nothing of this").out()).isEqualTo("no jobs\n");
  }

  @Test
  void theSameKeyIsTheSameJob() throws IOException {
    String file = spec(TestFleet.SPEC).toString();

    Outcome first = accrue.run("submit", file, "--idempotency-key", "once", "-o", "json");
    Outcome second = accrue.run("submit", file, "--idempotency-key", "once", "-o", "json");

    assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
  }

  @Test
  void saysFieldValueAndFixOfARefusedSpec() {
    Outcome refused =
        accrue.input(TestFleet.SPEC).run("submit", "-", "--set", "training.batch.micro=64");

    assertThat(refused.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("training.batch.micro = 64")
        .contains("effective batch 10 is smaller than micro-batch 64")
        .contains("fix: lower micro to 10 or raise effective to 64");
  }

  @Test
  void overridesThatCannotBeSetAreRefusedHere() {
    accrue.input(TestFleet.SPEC);

    assertThat(accrue.run("submit", "-", "--set", "name").err()).contains("write PATH=VALUE");
    assertThat(accrue.run("submit", "-", "--set", "model.hidden.5=1").err())
        .contains("5 is no place in a list of 1");
    assertThat(accrue.run("submit", "-", "--set", "name.first=1").err())
        .contains("nothing can be set at \"first\"");
    assertThat(accrue.input("- 1").run("submit", "-", "--set", "name=a").err())
        .contains("no YAML or JSON object");
    assertThat(accrue.run("submit", folder.resolve("none").toString()))
        .satisfies(outcome -> {
          assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
          assertThat(outcome.err()).contains("there is no file");
        });
    assertThat(accrue.run("list", "-o", "json").json()).isEmpty();
  }

  @Test
  void showsAJobByTheBeginningOfItsIdentifier() {
    UUID job = fleet.submit();
    String beginning = job.toString().substring(0, 6);

    Outcome shown = accrue.run("show", beginning);

    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains(job.toString())
        .contains("effective 10 in micro-batches of 5")
        .contains("-> QUEUED");
    assertThat(accrue.run("show", job.toString(), "-o", "yaml").out())
        .contains("id: \"%s\"".formatted(job));
  }

  @Test
  void whatIsNotThereHasACodeOfItsOwn() {
    Outcome unknown = accrue.run("show", UUID.randomUUID().toString());
    Outcome beginning = accrue.run("show", "abcd");
    Outcome word = accrue.run("show", "my job");

    assertThat(unknown.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(unknown.err()).contains("there is no job");
    assertThat(beginning.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(word.code()).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void changesPriorityHoldsReleasesCancelsAndQueuesAgain() {
    UUID job = fleet.submit();

    assertThat(accrue.run("priority", job.toString(), "--", "-5").out()).contains("priority -5");
    assertThat(accrue.run("hold", job.toString()).out()).contains("held");
    assertThat(accrue.run("release", job.toString()).out()).contains("queued");
    assertThat(accrue.run("cancel", job.toString()).out()).contains("canceled");
    Outcome again = accrue.run("priority", job.toString(), "1");
    assertThat(again.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(again.err()).contains("is CANCELED");
    assertThat(accrue.run("requeue", job.toString()).out()).contains("queued");
  }

  @Test
  void plansWithoutSubmitting() {
    Outcome plan =
        accrue.input(TestFleet.SPEC).run("plan", "-", "--set", "training.batch.effective=96");

    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("window            96 samples in 20 micro-batches, the last of 1")
        .contains("last window       40 samples in 8 micro-batches, the last of 5")
        .contains("windows an epoch  11")
        .contains("learning rate     0.100000")
        .contains("memory            unknown until a job of this kind has finished")
        .contains("0 jobs of the team before it; needs");
    assertThat(accrue.run("list").out()).isEqualTo("no jobs\n");
  }

  @Test
  void saysWhyJobsWait() {
    UUID job = fleet.submit(3);
    fleet.register(1);
    scheduling.tick();

    Outcome queue = accrue.run("queue");

    assertThat(queue.code()).as(queue.err()).isZero();
    assertThat(queue.out()).contains(job.toString().substring(0, 8)).contains("WHY");
    JsonNode answer = accrue.run("queue", "-o", "json").json();
    assertThat(answer.at("/jobs/0/waiting/reason").asString()).isNotEmpty();
    assertThat(answer.get("pausedAt").isNull()).isTrue();
  }

  @Test
  void drawsCurves() {
    TestAttempt attempt = fleet.start();
    attempt.sendLosses(1, 50, 0.5);
    String job = attempt.assignment().jobId().toString();

    assertThat(accrue.run("curves", job).out().lines().toList())
        .hasSize(2)
        .element(1)
        .asString()
        .matches("train/loss +50 +50 +25 +0.5000 +25");
    assertThat(accrue.run("curves", job, "train/loss").out())
        .contains("25 |")
        .contains("0.5000 |")
        .contains("⣀");
    assertThat(accrue.run("curves", job, "train/loss", "--values").out())
        .containsPattern("\n7 +3.5\n");
    assertThat(accrue.run("curves", job, "nothing/here").out()).isEqualTo("no such curves\n");
  }

  @Test
  void followsAJobToItsEnd() {
    TestAttempt attempt = fleet.start();
    String job = attempt.assignment().jobId().toString();
    attempt.sendLosses(1, 1000, 1.0);
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);

    Outcome plain = accrue.run("follow", job);
    Outcome terminal = accrue.on(new Terminal(true, 60, false)).run("follow", job);

    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(plain.out()).contains("1000/1000").contains("The job succeeded.");
    assertThat(terminal.out().lines()).anyMatch(line -> line.matches(" +99\\d.\\d+ \\| .*\\*"));
  }

  @Test
  void theEndOfAFollowedJobIsTheExitCode() {
    UUID job = fleet.submit();
    accrue.run("cancel", job.toString());

    assertThat(accrue.run("follow", job.toString()).code()).isEqualTo(ExitCode.CANCELED);
  }
}
