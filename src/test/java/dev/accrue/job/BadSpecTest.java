package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Everything that should not be submitted, over HTTP, and what the answer says about it.
@TestServer
class BadSpecTest {

  private static final String JOBS = "/api/v1/jobs";

  /// A good spec, which the cases spoil.
  private static final String GOOD =
      """
      apiVersion: accrue/v1
      name: bad
      model:
        architecture: cnn
        channels: [8, 16]
        hidden: [32]
        batchNorm: true
        dropout: 0.1
      data:
        dataset: images
        trainSplit: train
        validationSplit: test
      training:
        batch: {effective: 128, micro: 32}
        epochs: 2
        optimizer: {name: adamw, beta1: 0.9, weightDecay: 0.01}
        learningRate: 0.001
        seed: 7
        lossNormalization: window
        precision: fp32
      checkpoints: {everyOptimizerSteps: 50, keepLast: 2}
      retries: {max: 1}
      """;

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @BeforeAll
  static void data(@Autowired JdbcClient jdbc) {
    TestDatasets.insert(jdbc, null, "images", 1000, 100, "28,28");
    TestDatasets.insert(jdbc, null, "vectors", 1000, 100, "20");
  }

  /// Of a team in which nothing else happens.
  private TestHttp member;

  private UUID team;
  private long takenJobs;

  @BeforeEach
  void join() {
    String name = "bad-" + UUID.randomUUID().toString().substring(0, 13);
    team = clients.newTeam(name);
    member = clients.newMember(team, name, "MEMBER");
  }

  @AfterEach
  void nothingElseWasStored() {
    assertThat(jobs()).isEqualTo(takenJobs);
  }

  @Test
  void theSpecThatTheCasesSpoilIsGood() {
    assertThat(member.post(JOBS, YAML, bytes(GOOD)).status()).isEqualTo(201);
    takenJobs = 1;
  }

  /// @param contentType of the body
  /// @param field that the answer names first
  /// @param says what the answer says about it or how to mend it
  record Case(
      String name, String contentType, ByteBuffer body, int status, String field, String says) {

    @Override
    public String toString() {
      return name;
    }
  }

  /// The good spec with a line replaced.
  private static Case spoiled(
      String name, String line, String replacement, String field, String says) {
    assertThat(GOOD).contains(line);
    String spec = GOOD.replace(line, replacement);
    return new Case(name, YAML, buffer(spec), 422, field, says);
  }

  private static Case yaml(String name, String body, int status, String field, String says) {
    return new Case(name, YAML, buffer(body), status, field, says);
  }

  private static Case json(String name, String body, int status, String field, String says) {
    return new Case(name, JSON, buffer(body), status, field, says);
  }

  static Stream<Case> cases() {
    return Stream.of(
            fieldsThatAreMissingOrUnknown(),
            names(),
            models(),
            batches(),
            numbers(),
            learningRates(),
            data(),
            checkpoints(),
            documents())
        .flatMap(List::stream);
  }

  private static List<Case> fieldsThatAreMissingOrUnknown() {
    return List.of(
        yaml("an empty object", "{}", 422, "apiVersion", "write accrue/v1"),
        spoiled("no version", "apiVersion: accrue/v1\n", "", "apiVersion", "write accrue/v1"),
        spoiled(
            "another version", "accrue/v1", "accrue/v2", "apiVersion", "did you mean accrue/v1"),
        spoiled("no model", "architecture: cnn", "", "model.architecture", "write mlp or cnn"),
        spoiled("no data set", "dataset: images", "", "data.dataset", "such as mnist"),
        spoiled("no effective batch", "effective: 128, ", "", "training.batch.effective", "from 1"),
        spoiled("neither epochs nor steps", "  epochs: 2\n", "", "training.epochs", "one of them"),
        spoiled(
            "both epochs and steps",
            "epochs: 2",
            "epochs: 2\n  optimizerSteps: 10",
            "training.optimizerSteps",
            "remove one"),
        spoiled(
            "a mistyped field", "micro: 32", "mirco: 32", "training.batch.mirco", "mean micro?"),
        spoiled(
            "a field in another style",
            "learningRate",
            "learning_rate",
            "training.learning_rate",
            "mean learningRate?"),
        spoiled("an unknown field", "seed: 7", "zzzzzzzz: 7", "training.zzzzzzzz", "remove it"),
        spoiled("an unknown field at the top", "name: bad", "name: bad\nx: 1", "x", "remove it"),
        spoiled(
            "the other optimizer's field",
            "beta1: 0.9",
            "momentum: 0.9",
            "training.optimizer.momentum",
            "beta1"),
        spoiled("a merge key", "name: bad", "name: bad\n<<: {a: 1}", "<<", "remove it"));
  }

  private static List<Case> checkpoints() {
    String line = "keepLast: 2";
    String best = "keepLast: 2, keepBest: ";
    return List.of(
        spoiled("best of nothing", line, best + "{}", "checkpoints.keepBest.metric", "accuracy"),
        spoiled(
            "best by no series",
            line,
            best + "{metric: accuracy}",
            "checkpoints.keepBest.metric",
            "validation/accuracy"),
        spoiled(
            "best by a series that the job has not",
            line,
            best + "{metric: validation/acuracy}",
            "checkpoints.keepBest.metric",
            "mean validation/accuracy?"),
        spoiled(
            "neither min nor max",
            line,
            best + "{metric: validation/loss, mode: least}",
            "checkpoints.keepBest.mode",
            "min or max"),
        spoiled(
            "the best none",
            line,
            best + "{metric: validation/loss, count: 0}",
            "checkpoints.keepBest.count",
            "from 1 to 100"),
        spoiled(
            "every zeroth",
            line,
            "keepEveryOptimizerSteps: 0",
            "checkpoints.keepEveryOptimizerSteps",
            "from 1"),
        yaml(
            "every one of a long job",
            GOOD.replace("epochs: 2", "optimizerSteps: 2000")
                .replace(line, "keepEveryOptimizerSteps: 1"),
            422,
            "checkpoints.keepEveryOptimizerSteps",
            "raise it to at least 2"),
        spoiled(
            "a guess at a word", line, "whenBusy: drop", "checkpoints.whenBusy", "later or skip"));
  }

  private static List<Case> names() {
    String rule = "letters, digits";
    return List.of(
        spoiled("a path as the name", "name: bad", "name: ../../etc/passwd", "name", rule),
        spoiled("a hidden name", "name: bad", "name: .hidden", "name", rule),
        spoiled("an absolute name", "name: bad", "name: /tmp/x", "name", rule),
        spoiled("an empty name", "name: bad", "name: ''", "name", rule),
        spoiled("a long name", "name: bad", "name: " + "x".repeat(100), "name", rule),
        spoiled("a zero byte in the name", "name: bad", "name: \"a\\0b\"", "name", rule),
        spoiled("a line in the name", "name: bad", "name: \"a\\nb\"", "name", rule),
        spoiled("markup as the name", "name: bad", "name: <script>", "name", rule),
        spoiled("a number as the name", "name: bad", "name: 12", "name", rule),
        spoiled("no name", "name: bad\n", "", "name", rule),
        spoiled("a foreign team", "name: bad", "name: a\nteam: red", "team", "teams: bad-"),
        spoiled("a list as the team", "name: bad", "name: a\nteam: [a]", "team", "teams: bad-"));
  }

  private static List<Case> models() {
    return List.of(
        spoiled("a guess at an architecture", "cnn", "cmn", "model.architecture", "mean cnn?"),
        spoiled("a number as architecture", "cnn", "1", "model.architecture", "mlp or cnn"),
        spoiled("no channels", "[8, 16]", "[]", "model.channels", "at least one"),
        spoiled("zero channels", "[8, 16]", "[8, 0]", "model.channels[1]", "from 1 to 4,096"),
        spoiled("text among channels", "[8, 16]", "[8, x]", "model.channels[1]", "whole number"),
        spoiled("channels that are no list", "[8, 16]", "8", "model.channels", "a list"),
        spoiled("too many blocks", "[8, 16]", "[1, 1, 1, 1, 1]", "model.channels", "at most 4"),
        spoiled(
            "too many layers", "[32]", "[" + "1, ".repeat(50) + "1]", "model.hidden", "at most"),
        spoiled("a huge model", "[32]", "[65536, 65536]", "model.hidden", "smaller widths"),
        spoiled("certain dropout", "dropout: 0.1", "dropout: 1", "model.dropout", "below 1"),
        spoiled("text for a flag", "true", "'true'", "model.batchNorm", "without quotes"),
        spoiled(
            "channels of an mlp",
            "architecture: cnn",
            "architecture: mlp",
            "model.channels",
            "cnn"),
        spoiled(
            "a model that is text",
            GOOD.substring(GOOD.indexOf("model:"), GOOD.indexOf("data:")),
            "model: cnn\n",
            "model",
            "below it"));
  }

  private static List<Case> batches() {
    String effective = "training.batch.effective";
    String micro = "training.batch.micro";
    return List.of(
        spoiled(
            "micro above effective",
            "{effective: 128, micro: 32}",
            "{effective: 100, micro: 128}",
            micro,
            "EFFECTIVE_BATCH_TOO_SMALL: effective batch 100 is smaller than micro-batch 128; "
                + "lower micro to 100 or raise effective to 128"),
        spoiled("effective 0", "effective: 128", "effective: 0", effective, "from 1 to 1,048,576"),
        spoiled("negative", "effective: 128", "effective: -5", effective, "from 1"),
        spoiled("too large", "effective: 128", "effective: 1048577", effective, "1,048,576"),
        spoiled(
            "beyond a long", "effective: 128", "effective: 9" + "0".repeat(30), effective, "from"),
        spoiled("a fraction", "effective: 128", "effective: 128.5", effective, "whole number"),
        spoiled("a float", "effective: 128", "effective: 128.0", effective, "whole number"),
        spoiled("a string", "effective: 128", "effective: '128'", effective, "without quotes"),
        spoiled(
            "more than there is",
            "effective: 128",
            "effective: 1001",
            effective,
            "effective batch 1001 is larger than the 1000 samples of split train; lower effective"),
        spoiled("micro 0", "micro: 32", "micro: 0", micro, "from 1 to 65,536"),
        spoiled("micro most", "micro: 32", "micro: most", micro, "whole number"),
        spoiled(
            "a batch that is a number",
            "{effective: 128, micro: 32}",
            "128",
            "training.batch",
            "below it"));
  }

  private static List<Case> numbers() {
    String rate = "training.learningRate";
    return List.of(
        spoiled("epochs 0", "epochs: 2", "epochs: 0", "training.epochs", "from 1 to 10,000"),
        spoiled("many epochs", "epochs: 2", "epochs: 10001", "training.epochs", "10,000"),
        spoiled("steps 0", "epochs: 2", "optimizerSteps: 0", "training.optimizerSteps", "from 1"),
        spoiled("rate 0", "learningRate: 0.001", "learningRate: 0", rate, "above 0"),
        spoiled("negative rate", "learningRate: 0.001", "learningRate: -1", rate, "above 0"),
        spoiled("huge rate", "learningRate: 0.001", "learningRate: 1001", rate, "at most 1000"),
        spoiled("infinite rate", "learningRate: 0.001", "learningRate: 1e999", rate, "at most"),
        spoiled("tiny rate", "learningRate: 0.001", "learningRate: 1e-999", rate, "above 0"),
        spoiled("rate as text", "learningRate: 0.001", "learningRate: fast", rate, "a number"),
        spoiled("rate true", "learningRate: 0.001", "learningRate: true", rate, "a number"),
        spoiled("negative seed", "seed: 7", "seed: -1", "training.seed", "from 0"),
        spoiled("huge seed", "seed: 7", "seed: 9007199254740992", "training.seed", "from 0"),
        spoiled("beta1 of 1", "beta1: 0.9", "beta1: 1", "training.optimizer.beta1", "below 1"),
        spoiled(
            "negative decay",
            "weightDecay: 0.01",
            "weightDecay: -0.01",
            "training.optimizer.weightDecay",
            "from 0"),
        spoiled(
            "an unknown optimizer",
            "name: adamw, beta1: 0.9, weightDecay: 0.01",
            "name: adamm",
            "training.optimizer.name",
            "did you mean adam?"),
        spoiled(
            "nesterov without momentum",
            "{name: adamw, beta1: 0.9, weightDecay: 0.01}",
            "{name: sgd, momentum: 0, nesterov: true}",
            "training.optimizer.nesterov",
            "momentum"),
        spoiled(
            "another normalization",
            "Normalization: window",
            "Normalization: mean",
            "training.lossNormalization",
            "window or micro-batch"),
        spoiled("half precision", "fp32", "fp16", "training.precision", "fp32 or bf16 or fp64"),
        spoiled("no checkpoints kept", "keepLast: 2", "keepLast: 0", "checkpoints.keepLast", "1"),
        spoiled(
            "checkpoints every 0",
            "everyOptimizerSteps: 50",
            "everyOptimizerSteps: 0",
            "checkpoints.everyOptimizerSteps",
            "from 1"),
        spoiled("many retries", "max: 1", "max: 101", "retries.max", "from 0 to 100"));
  }

  private static Case withTraining(String name, String line, String field, String says) {
    return spoiled(name, "seed: 7", "seed: 7\n  " + line, field, says);
  }

  private static List<Case> learningRates() {
    String schedule = "training.schedule";
    String warmup = schedule + ".warmupOptimizerSteps";
    String reference = "training.learningRateScaling.referenceBatch";
    return List.of(
        withTraining("a word for a schedule", "schedule: cosine", schedule, "below it"),
        withTraining("no schedule", "schedule: {}", schedule + ".name", "constant or cosine"),
        withTraining(
            "a guess at a schedule",
            "schedule: {name: cosin}",
            schedule + ".name",
            "did you mean cosine?"),
        withTraining(
            "the field of another schedule",
            "schedule: {name: cosine, factor: 0.5}",
            schedule + ".factor",
            "is no field of the schedule cosine; remove it or write name: step"),
        withTraining(
            "a warm-up before one-cycle",
            "schedule: {name: one-cycle, warmupOptimizerSteps: 5}",
            warmup,
            "one-cycle warms up over pctStart"),
        withTraining(
            "a warm-up without an end",
            "schedule: {name: linear, warmupOptimizerSteps: 16}",
            warmup,
            "a warm-up of 16 optimizer steps leaves nothing of the job's 16; lower it below 16"),
        withTraining(
            "a rising end",
            "schedule: {name: linear, finalFactor: 2}",
            schedule + ".finalFactor",
            "from 0 to 1"),
        withTraining(
            "steps without a length",
            "schedule: {name: step}",
            schedule + ".everyOptimizerSteps",
            "is missing"),
        withTraining(
            "a cycle that never comes down",
            "schedule: {name: one-cycle, pctStart: 1}",
            schedule + ".pctStart",
            "below 1"),
        withTraining(
            "scaling from nothing",
            "learningRateScaling: {name: sqrt}",
            reference,
            "is missing; write a whole number"),
        withTraining(
            "a reference for nothing",
            "learningRateScaling: {name: none, referenceBatch: 32}",
            reference,
            "remove it or write name: linear"),
        withTraining("clipping by nothing", "clipping: {}", "training.clipping", "norm: 1.0"),
        withTraining("clipping to 0", "clipping: {norm: 0}", "training.clipping.norm", "above 0"),
        withTraining(
            "clipping below 0", "clipping: {value: -1}", "training.clipping.value", "above 0"));
  }

  private static List<Case> data() {
    return List.of(
        spoiled("a missing data set", "images", "no-such", "data.dataset", "/api/v1/datasets"),
        spoiled("a path as data set", "images", "../secret", "data.dataset", "such as mnist"),
        spoiled(
            "a missing split",
            "trainSplit: train",
            "trainSplit: all",
            "data.trainSplit",
            "test, train"),
        spoiled(
            "a missing validation split",
            "Split: test",
            "Split: dev",
            "data.validationSplit",
            "test, train"),
        spoiled("a cnn on vectors", "images", "vectors", "model.architecture", "mlp"));
  }

  private static List<Case> documents() {
    byte[] latin1 = GOOD.replace("bad", "b\u00e4d").getBytes(StandardCharsets.ISO_8859_1);
    byte[] surrogate = concat(bytes("{\"name\": \""), new byte[] {(byte) 0xED, (byte) 0xA0, 0x40});
    return List.of(
        json("nothing", "", 400, "(body)", "send"),
        yaml("nothing but a comment", "# nothing\n", 400, "(body)", "send"),
        json("a list", "[]", 422, "(body)", "not an object"),
        json("a string", "\"spec\"", 422, "(body)", "not an object"),
        yaml("plain words", "hello there", 422, "(body)", "not an object"),
        json("null", "null", 422, "(body)", "not an object"),
        json("half an object", "{\"name\": \"x\"", 400, "name", "not valid JSON at line 1"),
        json("NaN", "{\"training\": {\"learningRate\": NaN}}", 400, "training.learningRate", "NaN"),
        yaml("NaN in YAML", "training: {learningRate: .nan}", 400, "training.learningRate", "NaN"),
        json("a comment in JSON", "{/* x */}", 400, "(body)", "not valid JSON"),
        json("two documents", "{} {}", 400, "(body)", "one job spec"),
        yaml("two YAML documents", "a: 1\n---\nb: 2\n", 400, "(body)", "one job spec"),
        json("a field twice", "{\"name\": \"a\", \"name\": \"b\"}", 422, "name", "given twice"),
        json("a field twice inside", "{\"a\": {\"b\": 1, \"b\": 2}}", 422, "a.b", "given twice"),
        yaml("a tab", "a:\n\t- 1", 400, "a", "not valid YAML at line"),
        yaml("an alias", "a: &x [1]\nb: *x", 422, "a", "anchor or alias"),
        yaml("a billion laughs", billionLaughs(), 422, "a", "anchor or alias"),
        json("a deep list", "[".repeat(100_000), 422, "(body)", "nested too deep"),
        json("deep objects", "{\"a\":".repeat(40_000), 422, "a.a.a.a", "nested too deep"),
        yaml("a deep YAML list", "[".repeat(100_000), 422, "(body)", "nested too deep"),
        yaml("deep YAML blocks", "- ".repeat(50_000), 422, "(body)", "nested too deep"),
        json("many values", "{\"a\": [" + "1,".repeat(100_000) + "1]}", 422, "a[", "smaller spec"),
        json("a long number", "{\"a\": 1" + "0".repeat(5000) + "}", 422, "a", "too long"),
        json("a long name of a field", "{\"" + "a".repeat(5000) + "\": 1}", 422, "(body)", "long"),
        json("a long string", "{\"name\": \"" + "a".repeat(50_000) + "\"}", 422, "name", "long"),
        new Case("Latin-1", YAML, ByteBuffer.wrap(latin1), 400, "(body)", "not UTF-8 at byte"),
        new Case(
            "half a surrogate",
            JSON,
            ByteBuffer.wrap(surrogate),
            400,
            "(body)",
            "not UTF-8 at byte"),
        new Case(
            "UTF-16",
            JSON,
            ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_16)),
            400,
            "(body)",
            "UTF-8"),
        new Case(
            "zero bytes", JSON, ByteBuffer.wrap(new byte[1000]), 400, "(body)", "not valid JSON"),
        new Case("XML", "application/xml", buffer("<a/>"), 415, "Content-Type", "application/json"),
        new Case(
            "a form",
            "application/x-www-form-urlencoded",
            buffer("a=b"),
            415,
            "Content-Type",
            "application/yaml"),
        new Case(
            "a strange type",
            "application/json;;;=",
            buffer("{}"),
            415,
            "Content-Type",
            "send one of"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefusedWithTheFieldAndTheFix(Case bad) {
    TestHttp.Answer answer = member.post(JOBS, bad.contentType(), bad.body().array());

    assertProblem(answer, bad.status());
    JsonNode violations = answer.json().get("violations");
    assertThat(violations).isNotEmpty();
    List<String> said =
        StreamSupport.stream(violations.spliterator(), false)
            .filter(violation -> violation.get("field").asString().startsWith(bad.field()))
            .map(violation ->
                violation.get("message").asString() + "; " + violation.get("fix").asString())
            .toList();
    assertThat(said)
        .as(answer.toString())
        .anySatisfy(text -> assertThat(text).contains(bad.says()));
  }

  @Test
  void thereAreAtLeastFortyCases() {
    assertThat(cases().count()).isGreaterThan(100);
  }

  @Test
  void aBodyOfTenMegabytesIsRefusedUnread() {
    byte[] body = new byte[10 << 20];
    Arrays.fill(body, (byte) ' ');

    assertTooLarge(member.post(JOBS, JSON, body));
  }

  @Test
  void aBodyOfTenMegabytesThatDoesNotSayItsLengthIsRefusedToo() {
    byte[] piece = new byte[1 << 20];
    Arrays.fill(piece, (byte) ' ');
    HttpRequest.BodyPublisher chunks =
        HttpRequest.BodyPublishers.ofByteArrays(Collections.nCopies(10, piece));

    assertTooLarge(member.send(member.request(JOBS).header("Content-Type", JSON).POST(chunks)));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    TestHttp.Answer answer =
        member.post(
            JOBS,
            """
            {"apiVersion": "accrue/v1", "name": "../x", "model": {"architecture": "rnn"},
             "data": {"dataset": "images"}, "training": {"batch": {"effective": 0},
             "epochs": -1}, "extra": true}
            """);

    assertProblem(answer, 422);
    assertThat(answer.json().get("violations").findValuesAsString("field"))
        .containsExactly(
            "name", "model.architecture", "training.batch.effective", "training.epochs", "extra");
    assertThat(answer.json().get("detail").asString()).endsWith("And 2 more.");
  }

  private static void assertTooLarge(TestHttp.Answer answer) {
    assertProblem(answer, 413);
    assertThat(answer.json().get("detail").asString()).contains("262144 bytes");
  }

  private static void assertProblem(TestHttp.Answer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.text()).doesNotContain("Exception").doesNotContain("tools.jackson");
    assertThat(answer.text().length()).isLessThan(20_000);
    assertThat(answer.json().get("instance").asString()).isEqualTo(JOBS);
  }

  private long jobs() {
    return jdbc.sql("SELECT count(*) FROM job WHERE team_id = ?")
        .param(team)
        .query(Long.class)
        .single();
  }

  private static String billionLaughs() {
    StringBuilder yaml = new StringBuilder("a: &a [lol, lol]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      yaml.append("%c: &%c [*%c, *%c]%n".formatted(c, c, c - 1, c - 1));
    }
    return yaml.toString();
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
