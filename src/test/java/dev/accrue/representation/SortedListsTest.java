package dev.accrue.representation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.team.FirstStart;
import dev.accrue.team.TokenIssuer;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

@StillServer
class SortedListsTest {

  private static final String JOBS = "/api/v1/jobs";
  private static final int ROWS = 14;

  /// Read from where one is in it, and in no other order.
  private static final Set<String> STREAMS = Set.of("jobEvents");

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private TokenIssuer tokens;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mappings;

  /// Rows of a page in a walk.
  private static final int PAGE = 5;

  private TestHttp client;
  private String salt = "";
  private String team = "";
  private UUID teamId = new UUID(0, 0);
  private int made;

  @BeforeEach
  void begin() {
    fleet.clear();
    salt = "s" + UUID.randomUUID().toString().substring(0, 8);
    // Nobody has more than so many tokens, and other tests make some for the first administrator.
    UUID administrator = clients.newAdministrator("a" + salt);
    clients.join(administrator, clients.team(FirstStart.TEAM), "MAINTAINER");
    // Who makes tokens has one that lives longer than they do.
    client =
        clients
            .anonymous()
            .with(
                "Authorization",
                "Bearer "
                    + tokens.issueApiToken(administrator, "sorted", Duration.ofDays(300)).secret());
    team = "t" + salt;
    teamId = clients.newTeam(team);
    made = 0;
  }

  @Test
  void eachJobComesOnceInEachOrderWhileOthersAreSubmitted() {
    UUID other = clients.newTeam("o" + salt);
    UUID person = clients.newUser(salt);
    clients.join(person, teamId, "MEMBER");
    clients.join(person, other, "MEMBER");
    client = clients.withTokenOf(person);
    for (int i = 0; i < ROWS; i++) {
      submit(i % 2 == 0 ? team : "o" + salt);
    }
    walkAll(JOBS + "?", keysOf("listJobs"), () -> submit(team));
    walkAll(JOBS + "?state=QUEUED&team=" + team + "&", keysOf("listJobs"), () -> submit(team));
  }

  @Test
  void eachRowOfOtherPagesComesOnceInEachOrderWhileOthersAreMade() {
    Map<String, Runnable> makers = new TreeMap<>();
    makers.put("/api/v1/users?", this::user);
    makers.put("/api/v1/teams/" + team + "/members?", this::member);
    makers.put("/api/v1/tokens?", () -> token("/api/v1/tokens", ""));
    makers.put("/api/v1/worker-tokens?", () -> token("/api/v1/worker-tokens", null));
    String services = "/api/v1/teams/" + team + "/service-tokens";
    makers.put(
        services + "?",
        () -> token(services, ", \"role\": \"MEMBER\", \"service\": \"s%d\"".formatted(made % 3)));
    makers.put("/api/v1/teams/" + team + "/notification-channels?", this::channel);
    makers.put("/api/v1/audit?", this::user);
    makers.forEach((list, maker) -> {
      for (int i = 0; i < ROWS; i++) {
        maker.run();
      }
      walkAll(list, keysOf(list), maker);
    });
    UUID channel = channel();
    String deliveries =
        "/api/v1/teams/%s/notification-channels/%s/deliveries?".formatted(team, channel);
    for (int i = 0; i < ROWS; i++) {
      delivery(channel);
    }
    walkAll(deliveries, keysOf(deliveries), () -> delivery(channel));
  }

  @Test
  void keysThatGoDifferentWaysAreSortedOneWithinTheOther() {
    for (int i = 0; i < ROWS; i++) {
      user();
    }
    for (String sort : List.of("administrator,-createdAt", "-administrator,createdAt,-name")) {
      walk("/api/v1/users?", sort, this::user);
    }
  }

  @Test
  void aCursorOfAnotherOrderIsRefused() {
    submitMany();
    String cursor = page(JOBS + "?limit=2&sort=-priority").get("nextCursor").asString();

    TestHttp.Answer refused = client.get(JOBS + "?limit=2&sort=priority&cursor=" + cursor);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().get("detail").asString())
        .isEqualTo(
            "cursor is of a list that is sorted by -priority,-createdAt,-id, and this one is by"
                + " priority,createdAt,id; send the same sort for all pages, or leave cursor out to"
                + " begin at the beginning");
    assertThat(client.get(JOBS + "?limit=2&cursor=" + cursor).status()).isEqualTo(422);
    assertThat(client.get(JOBS + "?limit=3&sort=-priority&cursor=" + cursor).status())
        .isEqualTo(200);
  }

  @Test
  void aCursorThatNobodyGaveOutIsRefused() {
    submitMany();
    String id = new UUID(0, 1).toString();
    List<String> texts =
        List.of(
            "[\"-createdAt,-id\"]",
            "[\"-createdAt,-id\", \"yesterday\", \"%s\"]".formatted(id),
            "[\"-createdAt,-id\", \"2026-01-01T00:00:00Z\", \"x\"]",
            "[\"-createdAt,-id\", 7, \"%s\"]".formatted(id),
            "[\"<b>\", \"2026-01-01T00:00:00Z\", \"%s\"]".formatted(id),
            "{}",
            "[]",
            "");
    for (String text : texts) {
      TestHttp.Answer refused = client.get(JOBS + "?cursor=" + encoded(text));
      assertThat(refused.status()).as(text).isEqualTo(422);
      assertThat(refused.json().get("detail").asString())
          .as(text)
          .startsWith("cursor is not a cursor of this list; send nextCursor of the page before");
    }
    String name = encoded("[\"name,createdAt,id\", \"a\\u0000\", \"2026-01-01T00:00:00Z\", \"x\"]");
    assertThat(client.get(JOBS + "?sort=name&cursor=" + name).status()).isEqualTo(422);
    for (String year : List.of("+1000000000", "-1000000000", "+10000", "0000", "-0001")) {
      String far = "[\"-createdAt,-id\", \"%s-01-01T00:00:00Z\", \"%s\"]".formatted(year, id);
      assertThat(client.get(JOBS + "?cursor=" + encoded(far)).status()).as(year).isIn(200, 422);
    }
  }

  @Test
  void keysThatAreNoneOrNamedTwiceOrTooManyAreRefused() {
    assertThat(client.get(JOBS + "?sort=colour").json().get("detail").asString())
        .isEqualTo(
            "sort names no key of this list; name one of createdAt, name, priority, state,"
                + " finishedAt, with a - before it for the greatest first");
    assertThat(client.get(JOBS + "?sort=name,state").json().get("detail").asString())
        .isEqualTo("sort has 2 keys; name one");
    assertThat(client.get("/api/v1/users?sort=name,-name").json().get("detail").asString())
        .isEqualTo("sort names name twice; name it once");
    assertThat(client.get("/api/v1/users?sort=").status()).isEqualTo(422);
    assertThat(client.get("/api/v1/teams?sort=name").json().get("violations").get(0).toString())
        .contains("\"field\":\"sort\"", "\"value\":\"name\"");
  }

  @Test
  void aListThatComesWholeIsSortedToo() {
    jdbc.sql("UPDATE team SET weight = 3 WHERE id = ?").param(teamId).update();
    List<JsonNode> teams = new ArrayList<>();
    client.get("/api/v1/teams?sort=-weight,team").json().forEach(teams::add);

    assertThat(teams.getFirst().get("team").asString()).isEqualTo(team);
    assertThat(teams).isSortedAccordingTo(order("-weight,team"));
    assertThat(client.get("/api/v1/teams?sort=-weight&fields=team").json().get(0).toString())
        .isEqualTo("{\"team\":\"%s\"}".formatted(team));
  }

  /// What is marked is what works, and lists of which one may leave out fields may be sorted.
  @Test
  void everyListSortsByEachKeyThatItNames() {
    String job = fleet.submit().toString();
    String channel = channel().toString();
    List<String> wrong = new ArrayList<>();
    mappings
        .getHandlerMethods()
        .forEach((mapping, method) -> {
          String pattern = mapping.getPatternValues().iterator().next();
          String path =
              pattern
                  .replace("{id}", pattern.contains("{team}") ? channel : job)
                  .replace("{team}", team);
          Sorted sorted = method.getMethodAnnotation(Sorted.class);
          if (sorted != null) {
            wrong.addAll(check(path, sorted));
          } else if (method.hasMethodAnnotation(Sparse.class)
              && !STREAMS.contains(method.getMethod().getName())) {
            wrong.add(path + " is not sorted");
          }
        });
    assertThat(wrong).isEmpty();
  }

  private List<String> check(String path, Sorted sorted) {
    List<String> wrong = new ArrayList<>();
    for (String key : sorted.value()) {
      for (String sort : List.of(key, "-" + key)) {
        TestHttp.Answer answer = client.get(path + "?sort=" + sort);
        if (answer.status() != 200) {
          wrong.add(path + " by " + sort + ": " + answer);
        }
      }
    }
    Set<String> named =
        Set.of(
            client
                .get(path + "?sort=nothing")
                .json()
                .get("detail")
                .asString()
                .replaceAll(".*name (one|some) of (.*), with a - .*", "$2")
                .split(", "));
    if (!named.equals(Set.of(sorted.value()))) {
      wrong.add(path + " names " + named);
    }
    return wrong;
  }

  private Sorted keysOf(String listOrMethod) {
    String path =
        listOrMethod.replace("?", "").replace(team, "{team}").replaceAll("[0-9a-f-]{36}", "{id}");
    return mappings.getHandlerMethods().entrySet().stream()
        .filter(entry ->
            entry.getValue().getMethod().getName().equals(listOrMethod)
                || entry.getKey().getPatternValues().contains(path))
        .map(Map.Entry::getValue)
        .filter(method -> method.hasMethodAnnotation(Sorted.class))
        .map(SortedListsTest::sorted)
        .findFirst()
        .orElseThrow();
  }

  private static Sorted sorted(HandlerMethod method) {
    Sorted sorted = method.getMethodAnnotation(Sorted.class);
    assertThat(sorted).isNotNull();
    return sorted;
  }

  private void walkAll(String list, Sorted keys, Runnable maker) {
    for (String key : keys.value()) {
      walk(list, key, maker);
      walk(list, "-" + key, maker);
    }
  }

  /// Reads the list to its end with something new after each page.
  private void walk(String list, String sort, Runnable maker) {
    Set<String> before = ids(rows(list + "limit=100&sort=" + sort));
    List<JsonNode> seen = new ArrayList<>();
    String next = list + "limit=%d&sort=%s".formatted(PAGE, sort);
    @Nullable String cursor = null;
    // Other tests' rows are there too, and each page may add one.
    int most = before.size() / PAGE + 10;
    for (int pages = 0; pages < most; pages++) {
      JsonNode page = page(cursor == null ? next : next + "&cursor=" + cursor);
      page.get("items").forEach(seen::add);
      cursor = page.get("nextCursor").asString(null);
      if (cursor == null) {
        break;
      }
      if (pages < 3) {
        maker.run();
      }
    }
    String what = list + sort;
    assertThat(cursor).as(what).isNull();
    assertThat(ids(seen)).as(what).hasSize(seen.size()).containsAll(before);
    assertThat(seen).as(what).isSortedAccordingTo(order(sort));
  }

  private List<JsonNode> rows(String path) {
    List<JsonNode> rows = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      JsonNode page = page(cursor == null ? path : path + "&cursor=" + cursor);
      page.get("items").forEach(rows::add);
      cursor = page.get("nextCursor").asString(null);
    } while (cursor != null);
    return rows;
  }

  private JsonNode page(String path) {
    TestHttp.Answer answer = client.get(path);
    assertThat(answer.status()).as(path + " " + answer).isEqualTo(200);
    return answer.json();
  }

  private static Set<String> ids(List<JsonNode> rows) {
    Set<String> ids = new HashSet<>();
    rows.forEach(row ->
        ids.add(row.path("id").asString(row.path("name").asString(row.path("user").asString()))));
    return ids;
  }

  private static Comparator<JsonNode> order(String sort) {
    return Arrays.stream(sort.split(","))
        .map(key -> key.startsWith("-") ? by(key.substring(1)).reversed() : by(key))
        .reduce(Comparator::thenComparing)
        .orElseThrow();
  }

  private static Comparator<JsonNode> by(String key) {
    return (one, other) -> {
      JsonNode a = one.get(key);
      JsonNode b = other.get(key);
      if (key.endsWith("At")) {
        return instant(a, key).compareTo(instant(b, key));
      }
      return a.isNumber()
          ? Double.compare(a.asDouble(), b.asDouble())
          : a.asString().compareTo(b.asString());
    };
  }

  private static Instant instant(JsonNode value, String key) {
    Instant none = key.equals("lastUsedAt") ? Instant.MIN : Instant.MAX;
    return value.isNull() ? none : Instant.parse(value.asString());
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void submitMany() {
    for (int i = 0; i < ROWS; i++) {
      fleet.submit();
    }
  }

  /// Jobs that share names, priorities, states and times with others.
  private void submit(String ofTeam) {
    int number = made++;
    tick(number);
    String spec =
        TestFleet.SPEC
            .replace("\"name\": \"test\"", "\"name\": \"n%d\"".formatted(number % 3))
            .replace("\"apiVersion\"", "\"team\": \"%s\", \"apiVersion\"".formatted(ofTeam));
    TestHttp.Answer answer = client.post(JOBS, spec);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    String id = answer.json().get("id").asString();
    client.put(JOBS + "/" + id + "/priority", "{\"priority\": %d}".formatted(number % 4 - 2));
    if (number % 3 == 0) {
      assertThat(client.post(JOBS + "/" + id + "/cancel").status()).isLessThan(300);
    }
  }

  private void user() {
    int number = made++;
    tick(number);
    String name = salt + "u" + number;
    assertThat(
            client
                .post(
                    "/api/v1/users",
                    "{\"name\": \"%s\", \"administrator\": %s}".formatted(name, number % 2 == 0))
                .status())
        .isEqualTo(201);
    if (number % 3 == 0) {
      jdbc.sql("UPDATE app_user SET disabled_at = created_at WHERE name = ?").param(name).update();
    }
  }

  private void member() {
    String name = salt + "m" + made++;
    clients.join(clients.newUser(name), teamId, made % 2 == 0 ? "VIEWER" : "MEMBER");
  }

  private void token(String path, @Nullable String more) {
    int number = made++;
    tick(number);
    String days = more == null ? "" : ", \"validForDays\": %d%s".formatted(1 + number % 2, more);
    TestHttp.Answer answer = client.post(path, "{\"name\": \"n%d\"%s}".formatted(number % 3, days));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
  }

  private UUID channel() {
    int number = made++;
    tick(number);
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            INSERT INTO notification_channel
              (id, team_id, name, kind, recipients, events, thresholds, enabled, created_at, changed_at)
            VALUES (?, ?, ?, 'EMAIL', '{a@example.org}', '{FAILED}', '{}', ?, ?, ?)
            """)
        .params(
            id,
            teamId,
            "c" + number,
            number % 2 == 0,
            clock.instant().atOffset(ZoneOffset.UTC),
            clock.instant().plusSeconds(number % 3).atOffset(ZoneOffset.UTC))
        .update();
    return id;
  }

  private void delivery(UUID channel) {
    int number = made++;
    tick(number);
    jdbc.sql(
            """
            INSERT INTO notification_delivery
              (id, channel_id, team_id, event, detail, happened_at, next_attempt_at)
            VALUES (?, ?, ?, 'TEST', 'x', ?, now())
            """)
        .params(UUID.randomUUID(), channel, teamId, clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /// Every other row has the time of the one before.
  private void tick(int number) {
    if (number % 2 == 0) {
      clock.advance(Duration.ofMillis(1500));
    }
  }
}
