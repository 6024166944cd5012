package dev.accrue.representation;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Leaves out of `Sparse` lists what was not asked for.
@ControllerAdvice
class SparseAnswers implements ResponseBodyAdvice<Object> {

  private static final String ITEMS = "items";
  private static final int MAX_CHARACTERS = 1000;

  private final JsonMapper json;

  SparseAnswers(JsonMapper json) {
    this.json = json;
  }

  @Override
  public boolean supports(
      MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
    return returned.hasMethodAnnotation(Sparse.class);
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returned,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    String[] wanted =
        request instanceof ServletServerHttpRequest servlet
            ? servlet.getServletRequest().getParameterValues(Sparse.PARAMETER)
            : null;
    if (wanted == null || body == null) {
      return body;
    }
    Set<String> fields = fields(String.join(",", wanted), known(returned));
    JsonNode whole = json.valueToTree(body);
    JsonNode items = whole.isArray() ? whole : whole.get(ITEMS);
    items.forEach(item -> ((ObjectNode) item).retain(fields));
    return whole;
  }

  /// The fields that an item may have, in their order.
  private static List<String> known(MethodParameter returned) {
    ResolvableType answer = ResolvableType.forMethodParameter(returned);
    Class<?> page = answer.resolve(Object.class);
    ResolvableType list = page.isRecord() ? items(page) : answer;
    return Arrays.stream(list.getGeneric(0).resolve(Object.class).getRecordComponents())
        .map(RecordComponent::getName)
        .toList();
  }

  private static ResolvableType items(Class<?> page) {
    return Arrays.stream(page.getRecordComponents())
        .filter(component -> component.getName().equals(ITEMS))
        .map(component -> ResolvableType.forType(component.getGenericType()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(page + " has no items"));
  }

  private static Set<String> fields(String wanted, List<String> known) {
    Set<String> fields =
        Arrays.stream(wanted.substring(0, Math.min(wanted.length(), MAX_CHARACTERS)).split(","))
            .map(String::strip)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String field : fields) {
      if (!known.contains(field)) {
        Violation violation =
            new Violation(
                Sparse.PARAMETER,
                Shortened.of(field),
                "names no field of the items",
                "name some of " + String.join(", ", known));
        throw new ProblemException(
            ProblemCode.INVALID_REQUEST,
            "%s %s; %s".formatted(violation.field(), violation.message(), violation.fix()),
            List.of(violation));
      }
    }
    return fields;
  }
}
