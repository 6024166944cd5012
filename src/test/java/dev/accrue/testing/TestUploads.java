package dev.accrue.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Sends whole files over HTTP.
public final class TestUploads {

  private TestUploads() {}

  /// The id of a complete upload of these bytes, which fit into one chunk.
  public static String send(TestHttp client, String team, byte[] file) {
    String id = sendBytes(client, team, file);
    TestHttp.Answer done =
        client.post(
            "/api/v1/uploads/%s/complete".formatted(id),
            "{\"sha256\": \"%s\"}".formatted(sha256(file)));
    assertThat(done.status()).as(done.toString()).isEqualTo(200);
    return id;
  }

  /// The id of an upload that has these bytes and is not complete yet.
  public static String sendBytes(TestHttp client, String team, byte[] file) {
    String id =
        client
            .post(
                "/api/v1/uploads",
                "{\"team\": \"%s\", \"sizeBytes\": %d}".formatted(team, file.length))
            .json()
            .get("id")
            .asString();
    client.send(
        client
            .request("/api/v1/uploads/%s/bytes?offset=0".formatted(id))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(file)));
    return id;
  }

  /// The digest in lower-case hexadecimal.
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
