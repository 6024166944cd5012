package dev.accrue.representation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

@StillServer
class RequestMappingsTest {

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mappings;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  /// With a text for each variable, and without what may be left out.
  @Test
  void whateverIsMappedIsFound() throws Exception {
    Set<String> found = new TreeSet<>();
    for (var entry : mappings.getHandlerMethods().entrySet()) {
      RequestMappingInfo mapping = entry.getKey();
      for (String pattern : mapping.getPatternValues()) {
        String path = pattern.replaceAll("/\\{\\*[^}]*}", "").replaceAll("\\{[^}]*}", "x");
        HandlerExecutionChain chain = mappings.getHandler(request(mapping, path));
        assertThat(chain).as(path).isNotNull();
        assertThat(((HandlerMethod) chain.getHandler()).getMethod())
            .as(path)
            .isEqualTo(entry.getValue().getMethod());
        found.add(path);
      }
    }
    assertThat(found).hasSizeGreaterThan(100).contains("/worker/v1/attempts/x/end");
  }

  private static MockHttpServletRequest request(RequestMappingInfo mapping, String path) {
    String method =
        mapping.getMethodsCondition().getMethods().stream()
            .findFirst()
            .map(Enum::name)
            .orElse("GET");
    MockHttpServletRequest request = new MockHttpServletRequest(method, path);
    request.setContentType(
        mapping.getConsumesCondition().getConsumableMediaTypes().stream()
            .findFirst()
            .map(Object::toString)
            .orElse("application/json"));
    ServletRequestPathUtils.parseAndCache(request);
    return request;
  }

  @Test
  void escapedPathsAreTheSame() {
    TestHttp administrator = clients.administrator();
    String job = fleet.submit().toString();
    String plain = administrator.get("/api/v1/jobs/" + job).json().get("id").asString();

    assertThat(plain).isEqualTo(job);
    assertThat(administrator.get("/api/v1/j%6Fbs/" + job).json().get("id").asString())
        .isEqualTo(job);
  }

  @Test
  void aMethodThatAPathWithVariablesDoesNotTakeIsNamed() {
    TestHttp.Answer answer = clients.administrator().post("/api/v1/jobs/" + fleet.submit());

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET");
  }
}
