package dev.accrue.fleet;

import dev.accrue.api.spec.EnvironmentValue;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.EnvironmentVariable;
import dev.accrue.problem.ProblemException;
import dev.accrue.secret.TeamSecrets;
import dev.accrue.secret.UnsealableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What jobs want of their trainers' environment, with the values that secrets have now.
@Component
class TrainerEnvironments {

  private static final Logger LOG = LoggerFactory.getLogger(TrainerEnvironments.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, EnvironmentValue>> TYPE = new TypeReference<>() {};

  private final TeamSecrets secrets;

  TrainerEnvironments(TeamSecrets secrets) {
    this.secrets = secrets;
  }

  /// What came of it.
  sealed interface Outcome {

    /// All of it is there.
    record Ready(List<EnvironmentVariable> variables) implements Outcome {}

    /// The attempt cannot begin.
    ///
    /// @param message for the person who submitted the job
    record Failed(EndCause cause, String message) implements Outcome {}
  }

  static Map<String, EnvironmentValue> read(@Nullable String json) {
    return json == null ? Map.of() : JSON.readValue(json, TYPE);
  }

  /// The values of an attempt's variables. Part of the transaction that hands it to its worker,
  /// which has other attempts and must not fail for this one.
  Outcome resolve(WaitingAttempt attempt) {
    Map<String, EnvironmentValue> wanted = attempt.environment();
    List<String> names =
        wanted.values().stream().flatMap(value -> Stream.ofNullable(value.secret())).toList();
    if (names.isEmpty()) {
      return new Outcome.Ready(variables(wanted, Map.of()));
    }
    try {
      Map<String, String> values = secrets.open(attempt.teamId(), names);
      return names.stream()
          .filter(name -> !values.containsKey(name))
          .sorted()
          .findFirst()
          .<Outcome>map(TrainerEnvironments::deleted)
          .orElseGet(() -> new Outcome.Ready(variables(wanted, values)));
    } catch (ProblemException e) {
      return new Outcome.Failed(EndCause.INTERNAL, String.valueOf(e.getMessage()));
    } catch (UnsealableException e) {
      LOG.error("a secret of team {} cannot be opened", attempt.teamId(), e);
      return new Outcome.Failed(
          EndCause.USER_ERROR,
          "a secret of the team cannot be opened any more; have a maintainer put its value in again");
    }
  }

  private static Outcome deleted(String name) {
    return new Outcome.Failed(
        EndCause.USER_ERROR,
        "the secret %s, which the job's environment names, was deleted; have a maintainer of the team make it again and queue the job again"
            .formatted(name));
  }

  private static List<EnvironmentVariable> variables(
      Map<String, EnvironmentValue> wanted, Map<String, String> secrets) {
    List<EnvironmentVariable> variables = new ArrayList<>();
    wanted.forEach((name, value) -> {
      String secret = value.secret();
      String text = secret == null ? value.value() : secrets.get(secret);
      if (text == null) {
        throw new IllegalStateException("variable " + name + " has neither a text nor a secret");
      }
      variables.add(new EnvironmentVariable(name, text, secret != null));
    });
    return variables;
  }
}
