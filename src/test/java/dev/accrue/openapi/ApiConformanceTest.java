package dev.accrue.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.secret.SecretBox;
import dev.accrue.team.TeamThings;
import dev.accrue.team.TokenIssuer;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Thousands of generated requests to a server over PostgreSQL: whatever they hold, the answers are
/// those that `docs/openapi.json` describes, and what it forbids is refused.
///
/// `-Dconformance.requests=100000 -Dconformance.seed=7` sends more, and others.
@StillServer
@TestPropertySource(
    properties = {
      "accrue.download.allowed-url-prefixes=https://data.example.org/sets/",
      "accrue.download.max-per-team=1000000"
    })
class ApiConformanceTest {

  private static final int REQUESTS = Integer.getInteger("conformance.requests", 3000);
  private static final long SEED = Long.getLong("conformance.seed", 1);
  private static final int REQUESTS_WITH_THE_SAME_THINGS = 60;
  private static final int SHOWN = 40;

  /// They need a password, a digest, files that were uploaded whole, a name that resolves, a
  /// worker's work, or a state that few requests meet; others test them.
  private static final Set<String> MAY_NEVER_SUCCEED =
      Set.of(
          "POST /api/v1/datasets",
          "GET /api/v1/jobs/{id}/equivalence",
          "POST /api/v1/jobs/{id}/front",
          "POST /api/v1/models",
          "POST /api/v1/session",
          "POST /api/v1/session/password",
          "POST /api/v1/teams/{team}/notification-channels",
          "POST /api/v1/teams/{team}/notification-channels/{id}/secret",
          "DELETE /api/v1/tokens/{id}",
          "PUT /api/v1/uploads/{id}/bytes",
          "POST /api/v1/uploads/{id}/complete",
          "DELETE /api/v1/workers/{id}");

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private TokenIssuer tokens;
  @Autowired private JdbcClient jdbc;
  @Autowired private SecretBox box;
  @Autowired private Environment environment;

  private final HttpClient http = HttpClient.newHttpClient();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> statuses = new TreeMap<>();
  private final Set<String> succeeded = new TreeSet<>();

  private ApiDocument document;
  private AnswerRules rules;
  private UUID team;
  private UUID template;
  private UUID workerTokenId;
  private ObjectNode spec;
  private String authorization;

  @BeforeEach
  void begin() throws Exception {
    document = ApiDocument.read();
    rules = new AnswerRules(document);
    makeTeam();
  }

  @Test
  void everyAnswerIsAsTheDescriptionSays() throws Exception {
    List<ApiDocument.Operation> operations = document.operations();
    RequestGenerator generator = generator();
    for (int i = 0; i < REQUESTS; i++) {
      if (i % REQUESTS_WITH_THE_SAME_THINGS == 0) {
        generator = generator();
      }
      look(i, generator.request(operations.get(i % operations.size())));
    }
    System.out.println("answers by status: " + statuses);
    assertThat(violations.stream().limit(SHOWN)).as("seed %d", SEED).isEmpty();
    assertThat(operations.stream().map(Object::toString))
        .as("operations that never succeeded, so that little was seen of them")
        .filteredOn(operation -> !succeeded.contains(operation))
        .isSubsetOf(MAY_NEVER_SUCCEED);
  }

  private void look(int number, GeneratedRequest request) throws IOException, InterruptedException {
    AnswerRules.Answer answer = send(request);
    statuses.merge(answer.status() / 100 + "xx", 1, Integer::sum);
    boolean succeeds = answer.status() < 300;
    if (succeeds) {
      succeeded.add(request.method() + " " + request.operation().path());
    }
    rules
        .violation(request, answer)
        .or(() -> succeeds ? forbidden(request) : Optional.empty())
        .ifPresent(violation ->
            violations.add(
                "%d: %s%n  sent  %s%n  got   %s"
                    .formatted(number, violation, request, shortened(answer))));
  }

  private Optional<String> forbidden(GeneratedRequest request) {
    JsonNode schema = request.operation().bodies().get("application/json");
    return request.json() == null
            || schema == null
            || !request.method().equals(request.operation().method())
        ? Optional.empty()
        : rules
            .mismatch(schema, request.json())
            .map(mismatch -> "taken, though the description forbids " + mismatch);
  }

  private static String shortened(AnswerRules.Answer answer) {
    String text = answer.toString();
    return text.length() > 700 ? text.substring(0, 700) + "…" : text;
  }

  private AnswerRules.Answer send(GeneratedRequest request)
      throws IOException, InterruptedException {
    var prepared =
        request.addTo(clients.anonymous().request("/"), address()).timeout(Duration.ofSeconds(30));
    if (!request.headers().containsKey("Authorization")) {
      prepared.header("Authorization", authorization);
    }
    HttpResponse<InputStream> response;
    try {
      response = http.send(prepared.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (HttpTimeoutException e) {
      throw new AssertionError("no answer to " + request, e);
    }
    String mediaType =
        response.headers().firstValue("Content-Type").orElse("").replaceAll(" *;.*", "");
    try (InputStream in = response.body()) {
      String body =
          mediaType.equals("text/event-stream")
              ? null
              : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new AnswerRules.Answer(response.statusCode(), mediaType, body);
    }
  }

  private String address() {
    return "http://127.0.0.1:" + environment.getRequiredProperty("local.server.port");
  }

  private void makeTeam() {
    fleet.clear();
    team = clients.newTeam("own");
    UUID user = clients.newAdministrator("person");
    clients.join(user, team, "MAINTAINER");
    authorization =
        "Bearer " + tokens.issueApiToken(user, "conformance", Duration.ofDays(300)).secret();
    workerTokenId =
        jdbc.sql("SELECT id FROM worker_token WHERE token_hash = ?")
            .param(tokens.issueWorkerToken("conformance").hash())
            .query(UUID.class)
            .single();
    spec = (ObjectNode) ApiDocument.JSON.readTree(TestFleet.SPEC);
    spec.put("team", "own");
    var answer =
        clients
            .anonymous()
            .with("Authorization", authorization)
            .post("/api/v1/jobs", spec.toString());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    template = UUID.fromString(answer.json().get("id").asString());
  }

  /// Over things that nobody has ended or deleted yet.
  private RequestGenerator generator() {
    jdbc.sql("UPDATE team SET queued_job_limit = 100000").update();
    TeamThings.Made things =
        new TeamThings(jdbc, box).make(team, template, workerTokenId, random.nextBoolean());
    // Their rows hold no URL that could be opened.
    jdbc.sql(
            """
            UPDATE notification_channel SET kind = 'EMAIL', origin = NULL, ciphertext = NULL,
              recipients = '{a@example.org}'
            """)
        .update();
    Map<String, String> known = new HashMap<>(things.ids());
    known.keySet().retainAll(Set.of("team", "user", "upload", "job"));
    known.put("jobs", things.ids().get("job"));
    known.put("checkpoint", things.ids().get("checkpointId"));
    known.put("sha256", things.ids().get("sha256"));
    known.put("dataset", "digits");
    known.put("fields", "id");
    known.put("thresholds", "train/loss > 10");
    known.put("url", "https://data.example.org/sets/x");
    return new RequestGenerator(
        new GeneratedValues(document, random.split(), known),
        path -> things.fill(path, path),
        spec);
  }
}
