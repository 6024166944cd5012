package dev.accrue.representation;

import dev.accrue.api.Versioned;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Strong entity tags: the digest of what a resource is shown as, so that whatever changes it
/// changes the tag, whoever wrote it.
@Component
public class EntityTags {

  private static final int DIGEST_BYTES = 18;
  private static final String ANY = "*";

  private final JsonMapper canonical;

  EntityTags(JsonMapper json) {
    // Immutable maps have another order in each process.
    this.canonical = json.rebuild().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
  }

  /// The tag of a resource that is shown so.
  public String of(Object view) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  canonical.writeValueAsBytes(
                      view instanceof Versioned versioned ? versioned.version() : view));
      return '"' + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES)) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /// Refuses a change of something that is no longer what its caller saw. Call it in the
  /// transaction of the change, once what is changed is locked.
  ///
  /// @param ifMatch the header; null when the caller does not care
  /// @param current how the resource is shown now
  /// @throws ProblemException `PRECONDITION_FAILED`
  public void require(@Nullable String ifMatch, Supplier<?> current) {
    if (ifMatch == null || ifMatch.strip().equals(ANY)) {
      return;
    }
    String tag = of(current.get());
    if (!names(ifMatch, tag)) {
      throw failed(ifMatch, "it is now " + tag + "; read it again, and change what it is now");
    }
  }

  /// A condition that does not hold.
  static ProblemException failed(String ifMatch, String message) {
    Violation violation =
        new Violation(
            "If-Match",
            Shortened.of(ifMatch),
            "is not what this is any more",
            "GET it again and send its ETag, or leave If-Match out");
    return new ProblemException(
        ProblemCode.PRECONDITION_FAILED, "nothing was changed: " + message, List.of(violation));
  }

  /// Whether a list of tags, as a header has it, names this one. Weak tags are never strong ones.
  static boolean names(String header, String tag) {
    return Arrays.stream(header.split(",")).map(String::strip).anyMatch(tag::equals);
  }

  /// Whether `If-None-Match` names this tag, which reading compares weakly.
  static boolean knows(@Nullable String ifNoneMatch, String tag) {
    return ifNoneMatch != null
        && (ifNoneMatch.strip().equals(ANY)
            || Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .map(named -> named.startsWith("W/") ? named.substring(2) : named)
                .anyMatch(tag::equals));
  }
}
