package dev.accrue.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.secret.SecretBox;
import dev.accrue.team.TeamThings;
import dev.accrue.team.Token;
import dev.accrue.team.TokenIssuer;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestUploads;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Whoever copies an example out of the description has a request that works: each is sent here as
/// it is written, but for the names and identifiers of what a platform has.
@StillServer
@TestPropertySource(
    properties = "accrue.download.allowed-url-prefixes=https://data.example.org/sets/")
class ApiExamplesTest {

  private static final byte[] HOUSES =
      "rooms,area,price\n3,70,240000\n5,120,410000\n2,45,150000\n".getBytes(StandardCharsets.UTF_8);

  /// What the examples call a job and an upload.
  private static final String JOB = "6f7a1c9e-2b1d-4c64-8f3e-5a2f0a1d7b21";

  private static final String UPLOAD = "0d4c6a52-7d7e-4d43-9d0a-6f1f3a0b9c11";

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private TokenIssuer tokens;
  @Autowired private JdbcClient jdbc;
  @Autowired private SecretBox box;

  private TestHttp administrator;
  private String name;
  private String password;
  private String teamName;
  private UUID team;
  private UUID template;
  private UUID workerToken;
  private TeamThings things;

  @BeforeEach
  void makeTeam() {
    fleet.clear();
    TestDatasets.insert(jdbc, null, "digits", 1000, 100, "28,28");
    TestDatasets.insert(jdbc, null, "mnist", 60_000, 10_000, "28,28");
    things = new TeamThings(jdbc, box);
    String suffix = UUID.randomUUID().toString().substring(0, 8);
    teamName = "vision-" + suffix;
    team = clients.newTeam(teamName);
    UUID user = clients.newAdministrator("ada-" + suffix);
    clients.join(user, team, "MAINTAINER");
    administrator = clients.withTokenOf(user);
    // No token makes one that outlives it.
    jdbc.sql("UPDATE api_token SET expires_at = expires_at + interval '100 days'").update();
    TestHttp.Answer account =
        administrator.post(
            "/api/v1/users", "{\"name\":\"eve-%s\",\"administrator\":false}".formatted(suffix));
    name = account.json().get("user").stringValue();
    password = account.json().get("password").stringValue();
    jdbc.sql("UPDATE app_user SET must_change_password = false WHERE name = ?")
        .param(name)
        .update();
    Token token = tokens.issueWorkerToken("examples");
    workerToken =
        jdbc.sql("SELECT id FROM worker_token WHERE token_hash = ?")
            .param(token.hash())
            .query(UUID.class)
            .single();
    TestHttp.Answer job =
        administrator.post(
            "/api/v1/jobs",
            TestFleet.SPEC.replace(
                "\"name\": \"test\"", "\"name\": \"test\", \"team\": \"" + teamName + "\""));
    assertThat(job.status()).as(job.toString()).isEqualTo(201);
    template = UUID.fromString(job.json().get("id").stringValue());
  }

  @Test
  void everyBodyHasAnExampleThatTheServerTakes() {
    JsonNode paths = clients.anonymous().get("/v3/api-docs").json().get("paths");
    List<String> wrong = new ArrayList<>();
    int sent = 0;
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        JsonNode operation = method.getValue();
        for (Map.Entry<String, JsonNode> body :
            operation.path("requestBody").path("content").properties()) {
          if (body.getKey().equals("application/octet-stream")) {
            continue;
          }
          TestHttp.Answer answer = send(path.getKey(), method.getKey(), operation, body);
          sent++;
          if (answer.status() >= 300) {
            wrong.add(
                "%s in %s: %s".formatted(operation.get("operationId"), body.getKey(), answer));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(sent).isGreaterThan(25);
  }

  private TestHttp.Answer send(
      String path, String method, JsonNode operation, Map.Entry<String, JsonNode> body) {
    String id = operation.get("operationId").stringValue();
    JsonNode example = body.getValue().path("example");
    assertThat(example.isMissingNode()).as("%s has no example", id).isFalse();
    TeamThings.Made made = things.make(team, template, workerToken, false);
    String upload = upload(id);
    TestHttp sender = sender(id);
    return sender.send(
        sender
            .request(made.fill(path, path).replace(id(made, "upload"), upload))
            .header("Content-Type", body.getKey())
            .method(
                method.toUpperCase(Locale.ROOT),
                BodyPublishers.ofString(own(text(example), id, made, upload))));
  }

  private static String text(JsonNode example) {
    return example.isString() ? example.stringValue() : example.toString();
  }

  private TestHttp sender(String operation) {
    return switch (operation) {
      case "signIn" -> browser();
      case "changePassword" -> clients.withTokenOf(user(name));
      default -> administrator;
    };
  }

  /// The example with what there is in the place of what it names.
  private String own(String example, String operation, TeamThings.Made made, String upload) {
    boolean signingIn = operation.equals("signIn");
    return example
        .replace(
            "\"vision\"", quoted(operation.equals("createTeam") ? id(made, "fresh") : teamName))
        .replace("\"ada\"", quoted(signingIn ? name : id(made, "fresh")))
        .replace("\"correct-horse-battery\"", quoted(password))
        .replace(JOB, id(made, "job"))
        .replace(UPLOAD, upload);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String id(TeamThings.Made made, String name) {
    return Objects.requireNonNull(made.ids().get(name));
  }

  private UUID user(String name) {
    return jdbc.sql("SELECT id FROM app_user WHERE name = ?")
        .param(name)
        .query(UUID.class)
        .single();
  }

  /// Somebody who has opened the sign-in page.
  private TestHttp browser() {
    TestHttp browser = clients.anonymous();
    browser.get("/api/v1/session/ways");
    return browser.withCsrf();
  }

  /// An upload in the state that the operation begins with.
  private String upload(String operation) {
    return switch (operation) {
      case "createModel" -> TestUploads.send(administrator, teamName, weights());
      case "completeUpload" -> TestUploads.sendBytes(administrator, teamName, HOUSES);
      default -> TestUploads.send(administrator, teamName, HOUSES);
    };
  }

  private static byte[] weights() {
    byte[] header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + 8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }
}
