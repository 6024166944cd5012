package dev.accrue.problem;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import tools.jackson.databind.json.JsonMapper;

/// Requests so malformed that Tomcat answers them itself get a problem too, not its HTML page.
@Configuration(proxyBeanMethods = false)
class ConnectorErrors {

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsForMalformedRequests() {
    return factory ->
        factory.addContextCustomizers(context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
          }
        });
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> endsOfSlowBodies() {
    return factory -> factory.addContextValves(new SlowBodyValve());
  }

  /// Closes the connection of a sender whose body came too slowly: Tomcat would wait for the rest
  /// of it, to throw it away.
  private static final class SlowBodyValve extends ValveBase {

    SlowBodyValve() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      getNext().invoke(request, response);
      if (request.getAttribute(BodyTooSlowException.ATTRIBUTE) != null) {
        response.finishResponse();
        response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
      }
    }
  }

  /// Made by Tomcat, by its name.
  public static final class ProblemValve extends ErrorReportValve {

    private static final JsonMapper JSON = new JsonMapper();

    /// For Tomcat.
    public ProblemValve() {}

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
      int status = response.getStatus();
      if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
        return;
      }
      ProblemCode code = ProblemCode.of(HttpStatusCode.valueOf(status));
      // The path itself may be what is malformed.
      Problem problem = Problem.of(code, ErrorPage.detail(code), "/", List.of());
      try {
        byte[] body = JSON.writeValueAsBytes(problem);
        response.setContentType(Problem.MEDIA_TYPE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.finishResponse();
      } catch (IOException e) {
        // The client has gone; there is nobody to tell.
        container.getLogger().debug("could not answer a malformed request", e);
      }
    }
  }
}
