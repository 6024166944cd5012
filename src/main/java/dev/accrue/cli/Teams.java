package dev.accrue.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The teams of whoever is signed in.
final class Teams {

  private static final String USUAL = "default";

  private Teams() {}

  /// The names of the caller's teams.
  static List<String> names(JsonNode session) {
    return session.path("teams").valueStream().map(team -> team.path("name").asString()).toList();
  }

  /// The named team; or the caller's only one, or `default`, as the server does for specs.
  static String choose(ApiClient api, @Nullable String named)
      throws IOException, ApiException, RefusedException {
    if (named != null) {
      return named;
    }
    List<String> teams = names(api.get("/api/v1/session"));
    if (teams.size() == 1) {
      return teams.getFirst();
    }
    if (teams.contains(USUAL)) {
      return USUAL;
    }
    throw new RefusedException(
        ExitCode.USAGE, "give --team, one of yours: " + String.join(", ", teams));
  }
}
