package dev.accrue.representation;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/// Sorts `Sorted` lists that come whole. It does so before fields are left out.
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class SortedAnswers implements ResponseBodyAdvice<Object> {

  @Override
  public boolean supports(
      MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
    return returned.hasMethodAnnotation(Sorted.class)
        && List.class.isAssignableFrom(returned.getParameterType());
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returned,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    Sorted sorted = returned.getMethodAnnotation(Sorted.class);
    String[] wanted =
        request instanceof ServletServerHttpRequest servlet
            ? servlet.getServletRequest().getParameterValues(Sorted.PARAMETER)
            : null;
    if (wanted == null || sorted == null || !(body instanceof List<?> rows)) {
      return body;
    }
    return rows.stream().sorted(order(sorted, String.join(",", wanted))).toList();
  }

  private static Comparator<Object> order(Sorted sorted, String wanted) {
    return SortName.read(wanted, List.of(sorted.value()), sorted.most()).stream()
        .map(SortedAnswers::comparator)
        .reduce(Comparator::thenComparing)
        .orElseThrow();
  }

  /// What has no such field comes after all that have.
  private static Comparator<Object> comparator(SortName key) {
    Comparator<Object> ascending =
        Comparator.comparing(
            row -> read(row, key.name()), Comparator.nullsLast(SortedAnswers::compareValues));
    return key.down() ? ascending.reversed() : ascending;
  }

  @SuppressWarnings("unchecked") // the same field of two rows
  private static int compareValues(Object one, Object other) {
    return one instanceof Enum<?> first && other instanceof Enum<?> second
        ? first.name().compareTo(second.name())
        : ((Comparable<Object>) one).compareTo(other);
  }

  private static @Nullable Object read(Object row, String name) {
    return Arrays.stream(row.getClass().getRecordComponents())
        .filter(component -> component.getName().equals(name))
        .findFirst()
        .map(component -> value(component, row))
        .orElse(null);
  }

  private static @Nullable Object value(RecordComponent component, Object row) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("records show their fields", e);
    }
  }
}
