package dev.accrue.openapi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a Spring endpoint costs that answers with bytes from memory: no sign-in, no database, no
/// JSON; with the server's own settings of Tomcat.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("bench.body") // The server's own tests look for beans here too.
@ImportAutoConfiguration({
  TomcatServletWebServerAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  WebMvcAutoConfiguration.class
})
@RestController
class BareServer {

  private final byte[] body;

  BareServer(@Value("${bench.body}") Path body) throws IOException {
    this.body = Files.readAllBytes(body);
  }

  @GetMapping(path = ApiLoad.LIST, produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] body() {
    return body;
  }

  /// The port and the file with the answer come from the environment.
  public static void main(String[] words) {
    SpringApplication.run(BareServer.class, words);
  }
}
