package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// The one way to write a spec as JSON, so that equal specs are equal bytes wherever they are
/// written: keys in alphabetical order, no blanks, fields that are not set left out.
public final class CanonicalSpec {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private CanonicalSpec() {}

  /// The spec as JSON.
  public static String write(JobSpec spec) {
    return JSON.writeValueAsString(JSON.<JsonNode>valueToTree(spec));
  }

  /// Reads what `write` wrote, or the same in any other order.
  public static JobSpec read(String json) {
    return JSON.readValue(json, JobSpec.class);
  }

  /// The SHA-256 of the canonical JSON in UTF-8.
  public static byte[] sha256(JobSpec spec) {
    return digest(write(spec));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The same in lower-case hexadecimal, as `CheckpointManifest` carries it.
  public static String sha256Hex(JobSpec spec) {
    return HexFormat.of().formatHex(sha256(spec));
  }

  /// The SHA-256 of a part of a spec, such as its model, in lower-case hexadecimal.
  public static String sha256HexOfPart(Object part) {
    return HexFormat.of()
        .formatHex(digest(JSON.writeValueAsString(JSON.<JsonNode>valueToTree(part))));
  }
}
