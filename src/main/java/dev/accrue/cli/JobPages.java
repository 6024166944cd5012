package dev.accrue.cli;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads the list of jobs page by page.
final class JobPages {

  private static final int LARGEST_PAGE = 100;

  private JobPages() {}

  /// The newest jobs, at most so many.
  ///
  /// @param choice adds the parameters that say which
  static ArrayNode read(ApiClient api, UnaryOperator<Query> choice, int most)
      throws IOException, ApiException {
    ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    @Nullable String cursor = null;
    do {
      Query query =
          Query.of("/api/v1/jobs")
              .with("limit", Math.min(LARGEST_PAGE, most - jobs.size()))
              .with("cursor", cursor);
      JsonNode page = api.get(choice.apply(query).toString());
      page.path("items").forEach(jobs::add);
      cursor = page.path("nextCursor").asString(null);
    } while (cursor != null && jobs.size() < most);
    return jobs;
  }
}
