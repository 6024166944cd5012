package dev.accrue.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.testing.FreePort;
import dev.accrue.testing.S3Server;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class S3SettingsTest {

  @Test
  void aBucketAloneIsEnough() {
    S3Properties properties = bind(Map.of("bucket", "models"));

    assertThat(properties.endpoint()).isNull();
    assertThat(properties.region()).isEqualTo("us-east-1");
    assertThat(properties.pathStyle()).isFalse();
    assertThat(properties.prefix()).isEqualTo("blobs/");
    assertThat(properties.partSize().toMegabytes()).isEqualTo(64);
  }

  @Test
  void nothingIsNoStore() {
    assertThat(bind(Map.of()).bucket()).isNull();
  }

  @Test
  void whatIsWrongIsNamed() {
    refuses("endpoint", "minio:9000", "write scheme, host and port");
    refuses("endpoint", "https://minio.example.org/path", "write scheme, host and port");
    refuses("region", "Frankfurt am Main", "write one such as us-east-1");
    refuses("bucket", "a b", "3 to 63 letters");
    refuses("access-key", "only-one", "set both or neither");
    refuses("prefix", "/blobs", "write folders");
    refuses("prefix", "blobs", "write folders");
    refuses("part-size", "4MB", "5MB to 1GB");
    refuses("part-size", "6000001B", "5MB to 1GB");
    assertThatThrownBy(() -> bind(Map.of("endpoint", "https://minio.example.org")))
        .rootCause()
        .hasMessageContaining("accrue.blob.s3.bucket is not set");
  }

  private static void refuses(String setting, String value, String why) {
    Map<String, String> settings = new HashMap<>(Map.of("bucket", "models"));
    settings.put(setting, value);
    assertThatThrownBy(() -> bind(settings))
        .rootCause()
        .hasMessageContaining("accrue.blob.s3." + setting)
        .hasMessageContaining(why);
  }

  @Test
  void keysStayOutOfLogs() {
    assertThat(TestObjectStore.s3Properties(URI.create("http://127.0.0.1:9000")))
        .asString()
        .contains(S3Server.BUCKET)
        .doesNotContain(S3Server.SECRET_KEY, S3Server.ACCESS_KEY);
  }

  @Test
  void aBucketThatIsNotThereIsToldAtTheStart() {
    String endpoint = S3Server.shared().endpoint().toString();
    assertThatThrownBy(() -> open(endpoint, "not-there", S3Server.SECRET_KEY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bucket not-there at " + endpoint)
        .hasMessageContaining("see that it exists");
    assertThatThrownBy(() -> open(endpoint, S3Server.BUCKET, "wrong"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStoreThatDoesNotAnswerIsToldAtTheStart() throws IOException {
    String endpoint = "http://127.0.0.1:" + FreePort.find();

    assertThatThrownBy(() -> open(endpoint, S3Server.BUCKET, S3Server.SECRET_KEY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(endpoint);
  }

  private static void open(String endpoint, String bucket, String secretKey) {
    Map<String, String> settings =
        Map.of(
            "endpoint", endpoint,
            "bucket", bucket,
            "access-key", S3Server.ACCESS_KEY,
            "secret-key", secretKey,
            "path-style", "true");
    S3Objects.open(bind(settings)).close();
  }

  private static S3Properties bind(Map<String, String> settings) {
    Map<String, String> named = new HashMap<>();
    settings.forEach((setting, value) -> named.put("accrue.blob.s3." + setting, value));
    return new Binder(new MapConfigurationPropertySource(named))
        .bindOrCreate("accrue.blob.s3", S3Properties.class);
  }
}
