package dev.accrue.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Finds what people name by the first characters of its identifier.
final class JobFinder {

  private static final Pattern WHOLE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-.{12}");
  private static final Pattern BEGINNING = Pattern.compile("[0-9a-fA-F][0-9a-fA-F-]{3,35}");
  private static final int LOOKED_AT = 1000;

  private JobFinder() {}

  /// The identifier of a job that is named by the whole of it or by its beginning; of the latter
  /// kind, the newest thousand that have it anywhere are looked at.
  static String find(ApiClient api, String text)
      throws IOException, ApiException, RefusedException {
    if (WHOLE.matcher(text).matches()) {
      return text;
    }
    if (!BEGINNING.matcher(text).matches()) {
      throw notFound("job", text);
    }
    return single("job", text, JobPages.read(api, query -> query.with("q", text), LOOKED_AT));
  }

  /// A job's path.
  static String path(ApiClient api, String text)
      throws IOException, ApiException, RefusedException {
    return "/api/v1/jobs/" + Query.segment(find(api, text));
  }

  /// The one of these whose identifier begins so.
  static String single(String kind, String text, Iterable<JsonNode> things)
      throws RefusedException {
    List<JsonNode> found = new ArrayList<>();
    things.forEach(thing -> addIfNamed(found, thing, text));
    if (found.isEmpty()) {
      throw notFound(kind, text);
    }
    if (found.size() > 1) {
      throw new RefusedException(
          ExitCode.NOT_FOUND,
          "%d %ss begin with %s; write more of the identifier".formatted(found.size(), kind, text));
    }
    return found.getFirst().path("id").asString();
  }

  private static void addIfNamed(List<JsonNode> found, JsonNode thing, String text) {
    if (thing.path("id").asString("").regionMatches(true, 0, text, 0, text.length())) {
      found.add(thing);
    }
  }

  private static RefusedException notFound(String kind, String text) {
    return new RefusedException(
        ExitCode.NOT_FOUND,
        "there is no %s %s; write its identifier, or at least the first 4 characters of it"
            .formatted(kind, text));
  }
}
