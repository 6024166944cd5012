package dev.accrue.representation;

import dev.accrue.api.Versioned;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/// Puts the tags on answers that are `Tagged`, and refuses conditions on what has none.
@ControllerAdvice
class TaggedAnswers implements ResponseBodyAdvice<Object>, HandlerInterceptor, WebMvcConfigurer {

  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final EntityTags tags;

  TaggedAnswers(EntityTags tags) {
    this.tags = tags;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/**");
  }

  /// A change that somebody wants to happen under a condition only does not happen without it.
  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    String ifMatch = request.getHeader(HttpHeaders.IF_MATCH);
    if (ifMatch != null
        && !ifMatch.strip().equals("*")
        && handler instanceof HandlerMethod method
        && !method.hasMethodAnnotation(Tagged.class)) {
      throw EntityTags.failed(ifMatch, "this has no ETag that If-Match could name");
    }
    return true;
  }

  @Override
  public boolean supports(
      MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
    return returned.hasMethodAnnotation(Tagged.class);
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returned,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body == null) {
      return body;
    }
    String tag = tags.of(body);
    response.getHeaders().setETag(tag);
    boolean known =
        !(body instanceof Versioned)
            && READING.contains(request.getMethod())
            && EntityTags.knows(request.getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH), tag);
    if (!known) {
      return body;
    }
    response.setStatusCode(HttpStatus.NOT_MODIFIED);
    return null;
  }
}
