package dev.accrue.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/// The whole server on a port of its own over a real PostgreSQL, spoken to over HTTP. The
/// administrator's password is `TestServer.PASSWORD`.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "accrue.first-password=" + TestServer.PASSWORD,
      // Tests come from one address, and some send as much as they can.
      "accrue.limit.token-requests-per-second=1000000",
      "accrue.limit.address-requests-per-second=1000000",
      "accrue.limit.refused-sign-ins-per-minute=1000000",
      "accrue.secrets.key-file=" + TestServer.KEY_FILE,
      // Tests bring the data sets that they need.
      "accrue.dataset.built-in-location=classpath:none"
    })
@Import({TestPostgres.class, HttpClients.class})
public @interface TestServer {

  /// The administrator's.
  String PASSWORD = "correct-horse-battery";

  /// Of the key that secrets are sealed with.
  String KEY_FILE = "src/test/resources/secret-key";
}
