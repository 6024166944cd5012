package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import dev.accrue.team.Token;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CredentialsTest {

  private static final JsonMapper JSON = new JsonMapper();

  /// Put together here, so that scanners of repositories do not take them for real.
  static Stream<Arguments> credentials() {
    String letters = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF".repeat(4);
    return Stream.of(
        Arguments.of("AWS", "AKIA" + "IOSFODNN7EXAMPLE"),
        Arguments.of("AWS", "key=ASIA" + "IOSFODNN7EXAMPLE;"),
        Arguments.of("private key", "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE"),
        Arguments.of("private key", "-----BEGIN " + "PRIVATE KEY-----"),
        Arguments.of("private key", "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----"),
        Arguments.of("GitHub", "ghp_" + letters.substring(0, 36)),
        Arguments.of("GitHub", "github_pat_" + letters.substring(0, 22) + "_" + letters),
        Arguments.of("GitLab", "glpat-" + letters.substring(0, 20)),
        Arguments.of("Slack", "xoxb-" + "123456789012-abcdefghij"),
        Arguments.of(
            "Slack", "https://hooks.slack" + ".com/services/T01ABC/B02DEF/abcdefghijklmnop1234"),
        Arguments.of("OpenAI", "sk-" + letters.substring(0, 48)),
        Arguments.of("OpenAI", "sk-proj-" + letters.substring(0, 60)),
        Arguments.of("OpenAI", "sk-" + letters.substring(0, 20) + "T3Blbk" + "FJ" + letters),
        Arguments.of("OpenAI", "sk-ant-" + "api03-" + letters),
        Arguments.of("Hugging Face", "hf_" + letters.substring(0, 34)),
        Arguments.of("Google", "AIza" + letters.substring(0, 35)),
        Arguments.of("Stripe", "sk_live_" + letters.substring(0, 24)),
        Arguments.of("Accrue", Token.generate(Token.API_PREFIX).secret()),
        Arguments.of("Accrue", Token.generate(Token.WORKER_PREFIX).secret()),
        Arguments.of("JSON Web Token", "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + letters),
        Arguments.of("password", "https://ada:lovelace" + "@example.org/data.csv"),
        Arguments.of("password", "postgres://:hunter2" + "@db/accrue"));
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void refusesTextThatLooksLikeACredential(String kind, String text) {
    ObjectNode spec = JSON.createObjectNode();
    spec.putObject("training").putArray("freeze").add("encoder.*").add(text);

    Violation violation = refused(spec).getFirst();

    assertThat(violation.field()).isEqualTo("training.freeze[1]");
    assertThat(violation.message()).contains(kind);
    assertThat(violation.value()).isNull();
    assertThat(violation.fix()).contains("/secrets/").contains("environment");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"password\": \"x\"}",
        "{\"data\": {\"dbPassword\": \"x\"}}",
        "{\"token\": \"x\"}",
        "{\"labels\": {\"auth-token\": \"x\"}}",
        "{\"environment\": {\"WANDB_API_KEY\": \"x\"}}",
        "{\"environment\": {\"WANDB_API_KEY\": {\"value\": \"x\"}}}",
        "{\"environment\": {\"AWS_SECRET_ACCESS_KEY\": \"x\"}}",
        "{\"environment\": {\"HF_TOKEN\": \"x\"}}",
        "{\"data\": {\"accessKey\": \"x\"}}",
        "{\"apikey\": \"x\"}",
        "{\"secret\": \"x\"}",
        "{\"a\": {\"client_secret\": \"x\"}}",
        "{\"a\": [{\"credentials\": [\"x\"]}]}"
      })
  void refusesTextUnderANameOfSomethingSecret(String json) {
    assertThat(refused((ObjectNode) JSON.readTree(json)))
        .singleElement()
        .satisfies(violation -> assertThat(violation.message()).contains("by its name"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"sk-learn-baseline-of-a-random-forest-with-many-trees\"}",
        "{\"name\": \"task-12 of AKI\"}",
        "{\"data\": {\"dataset\": \"tokens\", \"text\": {\"tokenizer\": \"bpe\"}}}",
        "{\"loss\": {\"name\": \"token-cross-entropy\"}}",
        "{\"initialWeights\": {\"checkpoint\": \"0198c5be-8f26-7c34-9a3c-0c2a3e8f1b11\"}}",
        "{\"labels\": {\"commit\": \"9fceb02d0ae598e95dc970b74767f19372d61af8\"}}",
        "{\"labels\": {\"keys\": \"many\", \"monkey\": \"x\", \"key\": \"x\", \"secretary\": \"x\"}}",
        "{\"environment\": {\"WANDB_API_KEY\": {\"secret\": \"wandb\"}}}",
        "{\"environment\": {\"HTTPS_PROXY\": \"http://proxy.example.org:3128\"}}",
        "{\"environment\": {\"X\": \"s3://bucket/path@2\"}}",
        "{\"token\": \"\", \"password\": null, \"secret\": 5}",
        "{\"training\": {\"maxTokens\": \"128\", \"tokens\": \"x\"}}"
      })
  void letsOtherTextBy(String json) {
    assertThatCode(() -> Credentials.refuse((ObjectNode) JSON.readTree(json)))
        .doesNotThrowAnyException();
  }

  @Test
  void theReaderShowsNothingOfIt() {
    String spec = "{\"apiVersion\": \"accrue/v1\", \"password\": \"hunter2\", \"nmae\": \"x\"}";

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() ->
            SpecReader.read(
                spec.getBytes(StandardCharsets.UTF_8),
                SpecFormat.JSON,
                List.of("red"),
                (_, _) -> Optional.empty()))
        .satisfies(problem -> {
          assertThat(problem.violations()).hasSize(1);
          assertThat(problem.getMessage() + problem.violations()).doesNotContain("hunter2");
        });
  }

  @Test
  void namesAtMostTwenty() {
    ObjectNode spec = JSON.createObjectNode();
    for (int i = 0; i < 100; i++) {
      spec.putObject("f" + i).put("password", "x");
    }

    assertThat(refused(spec)).hasSize(20);
  }

  @Test
  void noTextTakesLong() {
    ObjectNode spec = JSON.createObjectNode();
    for (String piece : List.of("sk-", "eyJ", "a://", "-----BEGIN A ", "ghp_", "accrue_a ", "A")) {
      spec.put("t" + piece, piece.repeat(20_000 / piece.length()));
    }

    assertThat(Duration.ofNanos(nanos(() -> Credentials.refuse(spec))))
        .isLessThan(Duration.ofSeconds(5));
  }

  private static long nanos(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  private static List<Violation> refused(ObjectNode spec) {
    try {
      Credentials.refuse(spec);
    } catch (ProblemException e) {
      return e.violations();
    }
    throw new AssertionError("not refused: " + spec);
  }
}
