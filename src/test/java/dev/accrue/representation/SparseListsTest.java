package dev.accrue.representation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@StillServer
class SparseListsTest {

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private JdbcClient jdbc;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mappings;

  @Test
  void itemsHaveTheFieldsThatWereAskedForAndNoOthers() {
    fleet.clear();
    String id = fleet.submit().toString();
    TestHttp client = clients.administrator();

    TestHttp.Answer page = client.get("/api/v1/jobs?fields=state,%20id&limit=1");
    assertThat(page.text())
        .isEqualTo(
            "{\"items\":[{\"id\":\"%s\",\"state\":\"QUEUED\"}],\"nextCursor\":null}".formatted(id));
    assertThat(client.get("/api/v1/teams?fields=team&fields=weight").json().get(0).toString())
        .isEqualTo("{\"team\":\"default\",\"weight\":1.0}");
  }

  @Test
  void aFieldThatIsNoneIsRefusedWithThoseThereAre() {
    TestHttp.Answer refused = clients.administrator().get("/api/v1/jobs?fields=id,colour");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().get("detail").asString())
        .startsWith("fields names no field of the items; name some of ")
        .contains("optimizerStep");
    assertThat(refused.json().get("violations").get(0).get("value").asString()).isEqualTo("colour");
  }

  /// Lists that people page through or filter.
  @Test
  void everyListThatIsMarkedAnswersWithOneOfItsFields() {
    fleet.clear();
    String job = fleet.submit().toString();
    String channel = UUID.randomUUID().toString();
    jdbc.sql(
            """
            INSERT INTO notification_channel
              (id, team_id, name, kind, recipients, events, thresholds, enabled, created_at, changed_at)
            SELECT ?::uuid, id, ?, 'EMAIL', '{a@example.org}', '{FAILED}', '{}', true, now(), now()
              FROM team WHERE name = 'default'
            """)
        .params(channel, "c" + channel.substring(0, 8))
        .update();
    List<String> wrong = new ArrayList<>();
    mappings
        .getHandlerMethods()
        .forEach((mapping, method) -> {
          if (method.hasMethodAnnotation(Sparse.class)) {
            String pattern = mapping.getPatternValues().iterator().next();
            wrong.addAll(check(method, pattern, pattern.contains("{team}") ? channel : job));
          }
        });
    assertThat(wrong).isEmpty();
  }

  private List<String> check(HandlerMethod method, String pattern, String id) {
    String path = pattern.replace("{id}", id).replace("{team}", "default");
    TestHttp.Answer all = clients.administrator().get(path);
    TestHttp.Answer refused = clients.administrator().get(path + "?fields=nothing");
    return all.status() == 200 && refused.status() == 422
        ? List.of()
        : List.of(method + ": " + all + " and " + refused);
  }
}
