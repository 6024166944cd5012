package dev.accrue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import dev.accrue.cli.CommandRun.Outcome;
import dev.accrue.team.FirstStart;
import dev.accrue.team.TokenIssuer;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestUploads;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@StillServer
class FileCommandsTest {

  /// Earlier than all that tests do.
  private static final String BEFORE = "2025-01-01";

  @Autowired private Environment server;
  @Autowired private TestFleet fleet;
  @Autowired private TokenIssuer tokens;
  @Autowired private FirstStart firstStart;
  @Autowired private HttpClients clients;
  @TempDir private Path folder;

  private CommandRun accrue;

  @BeforeEach
  void clear() {
    fleet.clear();
    accrue = CommandRun.asAdministrator(server, tokens, firstStart, folder);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  @Test
  void uploadsADataSetOfTwoSplits() throws IOException {
    Path train = write("train.csv", "size,price\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
    Path test = write("test.csv", "size,price\n5,6\n".getBytes(StandardCharsets.UTF_8));
    String name = unique("houses");

    Outcome uploaded = accrue.run("datasets", "upload", name, train.toString(), "test=" + test);

    assertThat(uploaded.code()).as(uploaded.err()).isZero();
    assertThat(uploaded.out())
        .contains(name)
        .containsPattern("train +2")
        .containsPattern("test +1");
    assertThat(uploaded.err()).contains("train.csv").contains("19 B of 19 B");
    assertThat(accrue.run("datasets", "list").out()).contains(name);
    assertThat(accrue.run("datasets", "delete", name).code()).isZero();
    assertThat(accrue.run("datasets", "list").out()).doesNotContain(name);
  }

  @Test
  void goesOnWithAnUploadThatBrokeOff() throws IOException {
    byte[] header = "text\n".getBytes(StandardCharsets.UTF_8);
    byte[] rows =
        "0123456789abcdefghijklmnopqrstuvwxyz\n".repeat(150_000).getBytes(StandardCharsets.UTF_8);
    byte[] whole = ByteBuffer.allocate(header.length + rows.length).put(header).put(rows).array();
    Path file = write("long.csv", whole);
    TestHttp http = clients.administrator();
    String key =
        "cli-%s-%s".formatted(TestUploads.sha256(whole), Integer.toHexString("default".hashCode()));
    String upload =
        http.with("Idempotency-Key", key)
            .post(
                "/api/v1/uploads",
                "{\"team\": \"default\", \"sizeBytes\": %d}".formatted(whole.length))
            .json()
            .get("id")
            .asString();
    http.send(
        http.request("/api/v1/uploads/%s/bytes?offset=0".formatted(upload))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Arrays.copyOf(whole, 1_000_000))));

    Outcome uploaded = accrue.run("datasets", "upload", unique("long"), file.toString());

    assertThat(uploaded.code()).as(uploaded.err()).isZero();
    assertThat(uploaded.out()).containsPattern("train +150000");
    JsonNode done = http.get("/api/v1/uploads/" + upload).json();
    assertThat(done.get("sha256").asString()).isEqualTo(TestUploads.sha256(whole));
  }

  @Test
  void aNameThatDoesNotTellTheFormatIsAskedFor() throws IOException {
    Path file = write("data.bin", new byte[4]);

    Outcome refused = accrue.run("datasets", "upload", "x", file.toString());

    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("give --format");
  }

  @Test
  void uploadsWeights() throws IOException {
    String header = "{\"w\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}";
    byte[] file =
        ByteBuffer.allocate(8 + header.length() + 8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.UTF_8))
            .array();
    String name = unique("weights");

    Outcome uploaded =
        accrue.run("models", "upload", name, write("w.safetensors", file).toString());

    assertThat(uploaded.code()).as(uploaded.err()).isZero();
    assertThat(uploaded.out()).contains(name).contains("SAFETENSORS");
    assertThat(accrue.run("models", "list").out()).contains(name);
    assertThat(accrue.run("models", "delete", name).code()).isZero();
  }

  @Test
  void listsPinsDownloadsDeletesAndForksCheckpoints() throws IOException {
    TestAttempt attempt = fleet.start();
    attempt.sendLosses(1, 20, 1.0);
    assertThat(TestCheckpoints.at(10, attempt).save(attempt).status()).isLessThan(300);
    assertThat(TestCheckpoints.at(20, attempt).save(attempt).status()).isLessThan(300);
    String job = attempt.assignment().jobId().toString();

    JsonNode list = accrue.run("checkpoints", "list", job, "-o", "json").json();
    assertThat(list).hasSize(2);
    Outcome table = accrue.run("checkpoints", "list", job);
    assertThat(table.out()).containsPattern("\\b20 +1 +").contains("last");

    Path target = folder.resolve("weights.safetensors");
    Outcome download = accrue.run("checkpoints", "download", job, "--file", target.toString());
    assertThat(download.code()).as(download.err()).isZero();
    byte[] bytes = Files.readAllBytes(target);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("layers.0.weight");
    assertThat(folder.resolve("weights.safetensors.part")).doesNotExist();

    Outcome pinned = accrue.run("checkpoints", "pin", job, "latest", "--note", "good");
    assertThat(pinned.code()).as(pinned.err()).isZero();
    assertThat(accrue.run("checkpoints", "list", job).out()).contains("pinned");
    assertThat(accrue.run("checkpoints", "unpin", job, "latest").code()).isZero();

    Outcome fork =
        accrue.run(
            "fork", job, "latest", "--take", "everything", "--set", "name=second", "-o", "json");
    assertThat(fork.code()).as(fork.err()).isZero();
    assertThat(fork.json().get("name").asString()).isEqualTo("second");

    String first = firstOf(list, 10);
    Outcome deleted = accrue.run("checkpoints", "delete", job, first.substring(0, 8));
    assertThat(deleted.code()).as(deleted.err()).isZero();
    assertThat(accrue.run("checkpoints", "list", job, "-o", "json").json()).hasSize(1);
  }

  private static String firstOf(JsonNode checkpoints, long optimizerStep) {
    return checkpoints
        .valueStream()
        .filter(checkpoint -> checkpoint.get("optimizerStep").asLong() == optimizerStep)
        .findFirst()
        .orElseThrow()
        .get("id")
        .asString();
  }

  private static void print(TestAttempt attempt, long firstLine, boolean last, String... texts) {
    List<LogLine> lines =
        Stream.of(texts)
            .map(text -> new LogLine(0, LogStream.OUTPUT, LogLevel.INFO, text))
            .toList();
    TestHttp.Answer answer = attempt.post("/logs", new LogBatch(firstLine, lines, last));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  @Test
  void printsLogsAndFollowsThemToTheirEnd() throws Exception {
    TestAttempt attempt = fleet.start();
    String job = attempt.assignment().jobId().toString();
    print(attempt, 1, false, "one", "two");

    assertThat(accrue.run("logs", job).out()).isEqualTo("one\ntwo\n");
    assertThat(accrue.run("logs", job, "-n", "1").out()).isEqualTo("two\n");
    assertThat(accrue.run("logs", job, "--level", "error").out().strip()).isEmpty();

    CompletableFuture<Outcome> followed =
        CompletableFuture.supplyAsync(() -> accrue.run("logs", job, "-f"));
    print(attempt, 3, false, "three");
    print(attempt, 4, true, "four");

    assertThat(followed.get(30, TimeUnit.SECONDS).out()).isEqualTo("one\ntwo\nthree\nfour\n");
  }

  @Test
  void listsWorkersAndWhatTeamsUse() {
    fleet.register(2);

    Outcome workers = accrue.run("workers");
    Outcome shares = accrue.run("shares");
    Outcome usage =
        accrue.run("usage", "--from", BEFORE, "--to", "2025-02-01", "--by", "team,month");
    Outcome csv = accrue.run("usage", "--csv", "--from", BEFORE, "--to", "2025-02-01");

    assertThat(workers.out().lines()).hasSize(3);
    assertThat(workers.out()).contains("CPU").contains("free").contains("1.0 GiB");
    assertThat(usage.code()).as(usage.err()).isZero();
    assertThat(usage.out().strip()).isEqualTo("nothing was used");
    assertThat(csv.out()).startsWith("team,attempts,device_hours,");
    assertThat(shares.code()).as(shares.err()).isZero();
    assertThat(shares.out()).contains("default").contains("DEVICE-HOURS");
  }

  @Test
  void setsListsAndDeletesSecretsWithoutShowingThem() throws Exception {
    accrue.input("horse-battery\n");
    Outcome set = accrue.run("secrets", "set", "wandb");
    Path file = Files.writeString(folder.resolve("key"), "two\nlines\n");
    Outcome fromFile = accrue.run("secrets", "set", "pem", "--file", file.toString());
    Outcome list = accrue.run("secrets", "list");
    Outcome deleted = accrue.run("secrets", "delete", "wandb");

    assertThat(set.code()).as(set.err()).isZero();
    assertThat(fromFile.code()).as(fromFile.err()).isZero();
    assertThat(list.out()).contains("wandb").contains("pem").contains("admin");
    assertThat(set.out() + list.out()).doesNotContain("horse");
    assertThat(deleted.code()).as(deleted.err()).isZero();
    assertThat(accrue.run("secrets", "list", "-o", "json").json()).hasSize(1);
    assertThat(accrue.run("secrets", "delete", "wandb").code()).isEqualTo(4);
  }

  @Test
  void printsACompletionThatBashReads() throws Exception {
    Path script = Files.writeString(folder.resolve("completion"), accrue.run("completion").out());

    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source %s; COMP_WORDS=(accrue che); COMP_CWORD=1; _complete_accrue; echo ${COMPREPLY[*]}"
                    .formatted(script))
            .redirectErrorStream(true)
            .start();

    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(out.strip()).isEqualTo("checkpoints");
  }
}
