package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@TestServer
class JobSearchTest {

  private static final String JOBS = "/api/v1/jobs";

  @Autowired private HttpClients clients;

  private String salt = "";
  private UUID team = new UUID(0, 0);
  private TestHttp ada;
  private TestHttp grace;

  @BeforeAll
  static void data(@Autowired JdbcClient jdbc) {
    TestDatasets.insert(jdbc, null, "images", 1000, 100, "28,28");
  }

  @BeforeEach
  void people() {
    salt = UUID.randomUUID().toString().substring(0, 8);
    team = clients.newTeam("search-" + salt);
    ada = clients.newMember(team, "ada-" + salt, "MEMBER");
    grace = clients.newMember(team, "grace-" + salt, "MEMBER");
  }

  @Test
  void findsEachWordInNameLabelUserOrAtTheBeginningOfTheIdentifier() {
    String widths = submit(ada, "Sweep of widths", "\"project\": \"vision\"");
    String depths = submit(grace, "sweep of depths", "\"project\": \"speech\"");
    String plain = submit(grace, "baseline", "");

    assertThat(found("sweep")).containsExactly(depths, widths);
    assertThat(found("  WIDTHS \u00a0sweep ")).containsExactly(widths);
    assertThat(found("project=vis")).containsExactly(widths);
    assertThat(found("speech sweep")).containsExactly(depths);
    assertThat(found("speech widths")).isEmpty();
    assertThat(found("grace-" + salt)).containsExactly(plain, depths);
    assertThat(found("Ada- sweep")).containsExactly(widths);
    assertThat(found(plain.substring(0, 13))).containsExactly(plain);
    assertThat(found(plain.toUpperCase(Locale.ROOT))).containsExactly(plain);
    assertThat(found(plain.substring(14))).as("not the beginning").isEmpty();
    assertThat(found("")).hasSize(3);
    assertThat(found("   ")).hasSize(3);
  }

  @Test
  void takesEverySignForItself() {
    String odd = submit(ada, "width_8.x", "");
    submit(ada, "width-8-x", "");

    assertThat(found("h_8.")).containsExactly(odd);
    assertThat(found("width")).hasSize(2);
    for (String sign : List.of("%", "\\", "'", "width%", ":word0", "?", "{state}", "(", "🙂")) {
      assertThat(found(sign)).as(sign).isEmpty();
    }
  }

  @Test
  void goesThroughPagesAndTheOtherFilters() {
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      wanted.addFirst(submit(ada, "wanted " + i, "\"round\": \"r%d\"".formatted(i % 2)));
      submit(ada, "other " + i, "");
    }
    ada.post(JOBS + "/" + wanted.getFirst() + "/cancel");

    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = ada.get(JOBS + "?q=wanted&limit=2" + cursor).json();
      page.get("items").forEach(job -> listed.add(job.get("id").asString()));
      cursor =
          page.get("nextCursor").isNull() ? "" : "&cursor=" + page.get("nextCursor").asString();
    } while (!cursor.isEmpty());

    assertThat(listed).isEqualTo(wanted);
    assertThat(ids(ada, "q=wanted&state=CANCELED")).containsExactly(wanted.getFirst());
    assertThat(ids(ada, "q=wanted&label=round=r1")).containsExactly(wanted.get(1), wanted.get(3));
    assertThat(ids(ada, "q=wanted&team=search-" + salt)).isEqualTo(wanted);
    assertThat(ids(ada, "q=wanted&team=default")).isEmpty();
  }

  @Test
  void findsNothingOfOtherTeams() {
    String job = submit(ada, "hidden " + salt, "\"project\": \"%s\"".formatted(salt));
    TestHttp stranger =
        clients.newMember(clients.newTeam("elsewhere-" + salt), "stranger-" + salt, "MAINTAINER");

    String own = submit(stranger, "their own", "");

    assertThat(ids(stranger, "q=own")).containsExactly(own);
    for (String text : List.of(salt, "hidden", "ada-" + salt, job, "project=" + salt)) {
      assertThat(found(text)).as(text).containsExactly(job);
      assertThat(ids(stranger, "q=" + encoded(text))).as(text).doesNotContain(job);
    }
    assertThat(clients.anonymous().get(JOBS + "?q=hidden").status()).isEqualTo(401);
  }

  private String submit(TestHttp person, String name, String labels) {
    String field = labels.isEmpty() ? "" : "\"labels\": {%s},".formatted(labels);
    TestHttp.Answer answer =
        person.post(
            JOBS,
            """
            {"apiVersion": "accrue/v1", "name": "%s", %s "model": {"architecture": "cnn"},
             "data": {"dataset": "images"}, "training": {"batch": {"effective": 128}, "epochs": 2}}
            """
                .formatted(name, field));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.json().get("id").asString();
  }

  private List<String> found(String text) {
    return ids(ada, "q=" + encoded(text));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<String> ids(TestHttp person, String query) {
    TestHttp.Answer answer = person.get(JOBS + "?" + query);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json().get("items").findValuesAsString("id");
  }
}
