package dev.accrue.team;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a provider says of a person.
///
/// @param values by the claim's name
record OidcClaims(Map<String, Object> values) {

  private static final Pattern USER_NAME = Pattern.compile("[a-z][a-z0-9._-]{0,38}");
  private static final int NAME_CHARACTERS = 39;

  /// The name that a new account gets: of a mail address what stands before the `@`, in small
  /// letters, other characters as `-`.
  Optional<String> userName(String claim) {
    if (!(values.get(claim) instanceof String said)) {
      return Optional.empty();
    }
    String name =
        said.strip()
            .replaceFirst("@.*", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]", "-");
    String cut = name.length() <= NAME_CHARACTERS ? name : name.substring(0, NAME_CHARACTERS);
    return USER_NAME.matcher(cut).matches() ? Optional.of(cut) : Optional.empty();
  }

  /// All that a claim says: one value, or each of a list.
  Set<String> all(String claim) {
    Object said = values.get(claim);
    Set<String> all = new LinkedHashSet<>();
    if (said instanceof Collection<?> several) {
      several.stream().filter(Objects::nonNull).map(Object::toString).forEach(all::add);
    } else if (said != null) {
      all.add(said.toString());
    }
    return all;
  }

  /// Whether a claim says this, among others perhaps.
  boolean says(String claim, String value) {
    return all(claim).contains(value);
  }
}
