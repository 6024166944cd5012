package dev.accrue.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.testing.TestAttempt;
import io.fabric8.kubernetes.client.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The rights that the overlays give to servers are those that servers use.
@KubernetesServer
@TestPropertySource(properties = "accrue.kubernetes.queue=training")
class RightsTest extends ClusterTest {

  private static final Path OVERLAYS = Path.of("k8s/overlays");
  private static final Pattern REQUEST =
      Pattern.compile("([A-Z]+) /apis?/.*namespaces/accrue/([a-z]+)(/[^?]+)?(\\?.*)?");

  @Autowired private ClusterApi api;

  @Test
  void serversAskForWhatTheyMayAndMayWhatTheyAskFor() {
    fleet.submit();
    settle();
    // Made before, and not noted: it is replaced.
    jdbc.sql("UPDATE kubernetes_placement SET token_at = NULL").update();
    settle();
    cluster.suspend(cluster.onlyJob(), false);
    settle();
    TestAttempt attempt = begin();
    attempt.end(EndCause.SUCCEEDED);
    settle();
    clock.advance(Course.LINGER);
    settle();
    assertNothingLeft();
    api.watch(() -> {}, () -> {}).forEach(Watch::close);

    Set<String> used = cluster.asked().stream().map(RightsTest::right).collect(Collectors.toSet());
    Set<String> given = new TreeSet<>();
    given.addAll(rights("jobs/rights.yaml"));
    given.addAll(rights("kueue-jobs/rights.yaml"));
    assertThat(given).containsExactlyInAnyOrderElementsOf(used);
  }

  private static String right(String request) {
    Matcher matcher = REQUEST.matcher(request);
    assertThat(matcher.matches()).as(request).isTrue();
    boolean named = matcher.group(3) != null;
    String query = String.valueOf(matcher.group(4));
    String verb =
        switch (matcher.group(1)) {
          case "GET" -> query.contains("watch=true") ? "watch" : named ? "get" : "list";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> named ? "delete" : "deletecollection";
          default -> throw new AssertionError(request);
        };
    return verb + " " + matcher.group(2);
  }

  private static List<String> rights(String file) {
    JsonNode role;
    try (var documents =
        new YAMLMapper()
            .readerFor(JsonNode.class)
            .<JsonNode>readValues(OVERLAYS.resolve(file).toFile())) {
      role = documents.next();
    }
    return role.get("rules")
        .valueStream()
        .flatMap(rule ->
            rule.get("verbs")
                .valueStream()
                .map(verb -> verb.asString() + " " + rule.get("resources").get(0).asString()))
        .toList();
  }
}
