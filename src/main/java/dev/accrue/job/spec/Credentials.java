package dev.accrue.job.spec;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds credentials in a spec, which is kept for good and shown to the whole team: text that looks
/// like one of the well-known kinds, and text under a name such as `password` or `WANDB_API_KEY`. A
/// secret of the team takes its place. What was found is named by its field and never shown again.
final class Credentials {

  private static final int MAX = 20;

  /// Each kind begins with something that nothing else begins with. Repetitions are bounded, so
  /// that no text takes long.
  private static final Map<String, Pattern> KINDS =
      Map.ofEntries(
          kind("an access key of AWS", "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"),
          kind("a private key", "-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
          kind("a token of GitHub", "\\bgh[pousr]_[A-Za-z0-9]{36}|\\bgithub_pat_[A-Za-z0-9_]{22}"),
          kind("a token of GitLab", "\\bglpat-[A-Za-z0-9_-]{20}"),
          kind(
              "a token of Slack",
              "\\bxox[abeoprs]-[A-Za-z0-9-]{10}|\\bxapp-[0-9]-[A-Za-z0-9-]{10}"
                  + "|\\bhooks\\.slack\\.com/services/T[A-Z0-9]{1,20}/B[A-Z0-9]{1,20}/[A-Za-z0-9]{16}"),
          kind(
              "a key of OpenAI or Anthropic",
              "\\bsk-[A-Za-z0-9_-]{10,120}T3BlbkFJ[A-Za-z0-9_-]{10}"
                  + "|\\bsk-[A-Za-z0-9]{48}\\b|\\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40}"
                  + "|\\bsk-ant-[a-z]{1,10}[0-9]{2}-[A-Za-z0-9_-]{40}"),
          kind("a token of Hugging Face", "\\bhf_[A-Za-z0-9]{30}"),
          kind("a key of Google", "\\bAIza[A-Za-z0-9_-]{35}"),
          kind("a key of Stripe", "\\b[rs]k_live_[A-Za-z0-9]{16}"),
          kind("a token of Accrue", "\\baccrue_(?:[a-z]{1,10}_)?[A-Za-z0-9_-]{43}"),
          kind(
              "a JSON Web Token",
              "\\beyJ[A-Za-z0-9_-]{8,1000}\\.eyJ[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{16}"),
          kind(
              "an address with a password",
              "\\b[a-z][a-z0-9+.-]{1,20}://[^\\s/:@]{0,100}:[^\\s/@]{1,200}@"));

  private static final Set<String> NAMES =
      Set.of(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "apikey",
          "credential",
          "credentials");

  /// Before the word `key`.
  private static final Set<String> KEYS = Set.of("api", "access", "secret", "private", "auth");

  private static final Pattern WORD_END = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

  private static final String ENVIRONMENT = "environment";

  private final List<Violation> found = new ArrayList<>();

  private Credentials() {}

  private static Map.Entry<String, Pattern> kind(String words, String pattern) {
    return Map.entry(words, Pattern.compile(pattern));
  }

  /// @throws ProblemException `INVALID_REQUEST` with the fields that hold credentials
  static void refuse(ObjectNode document) {
    Credentials credentials = new Credentials();
    credentials.search("", document);
    if (!credentials.found.isEmpty()) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          Violations.detail(credentials.found),
          List.copyOf(credentials.found));
    }
  }

  private void search(String path, ObjectNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = Fields.shown(field.getKey());
      String inner = path.isEmpty() ? name : path + "." + name;
      if (path.equals(ENVIRONMENT) && field.getValue() instanceof ObjectNode value) {
        searchVariable(inner, field.getKey(), value);
      } else {
        searchValue(inner, field.getKey(), field.getValue());
      }
    }
  }

  /// The text of a variable stands under `value`, and `secret` is a name.
  private void searchVariable(String path, String name, ObjectNode variable) {
    for (Map.Entry<String, JsonNode> field : variable.properties()) {
      String inner = path + "." + Fields.shown(field.getKey());
      searchValue(inner, field.getKey().equals("value") ? name : "", field.getValue());
    }
  }

  private void searchValue(String path, String name, JsonNode value) {
    if (value instanceof ObjectNode object) {
      search(path, object);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        searchValue("%s[%d]".formatted(path, i), name, value.get(i));
      }
    } else if (value.isString() && !value.asString().isEmpty() && found.size() < MAX) {
      kindOf(value.asString())
          .map("looks like %s"::formatted)
          .or(() -> ofCredential(name) ? Optional.of("is a secret by its name") : Optional.empty())
          .ifPresent(message -> found.add(violation(path, message)));
    }
  }

  private static Violation violation(String path, String message) {
    return new Violation(
        path,
        null,
        message + ", and specs are kept and shown to the team",
        "have a maintainer store it by PUT /api/v1/teams/{team}/secrets/{name}, and write"
            + " environment: {NAME: {secret: name}}; if it was real, replace it where it came from");
  }

  private static Optional<String> kindOf(String text) {
    return KINDS.entrySet().stream()
        .filter(kind -> kind.getValue().matcher(text).find())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  private static boolean ofCredential(String name) {
    List<String> words =
        WORD_END.splitAsStream(name).map(word -> word.toLowerCase(Locale.ROOT)).toList();
    if (words.isEmpty()) {
      return false;
    }
    String last = words.getLast();
    return NAMES.contains(last)
        || (words.size() > 1 && last.equals("key") && KEYS.contains(words.get(words.size() - 2)));
  }
}
