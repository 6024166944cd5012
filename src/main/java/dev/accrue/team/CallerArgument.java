package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Hands controllers the `Caller`, `LeaseHolder`, `CheckHolder` or `WorkerPrincipal` of the request
/// as a parameter.
@Component
class CallerArgument implements HandlerMethodArgumentResolver, WebMvcConfigurer {

  private static final Set<Class<?>> TYPES =
      Set.of(Caller.class, LeaseHolder.class, CheckHolder.class, WorkerPrincipal.class);

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return TYPES.contains(parameter.getParameterType());
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    Authentication sender = SecurityContextHolder.getContext().getAuthentication();
    Object principal = sender == null ? null : sender.getPrincipal();
    if (principal == null || !parameter.getParameterType().isInstance(principal)) {
      throw new ProblemException(
          ProblemCode.UNAUTHENTICATED, "nobody is signed in; sign in or send a token");
    }
    return principal;
  }
}
