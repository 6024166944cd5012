package dev.accrue.job.spec;

import dev.accrue.problem.Shortened;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the fields of one object of a spec. A field that is wrong is noted and some allowed value
/// is returned in its place, so that reading goes on and finds what else is wrong. `done` notes the
/// fields that nothing asked for.
final class Fields {

  private final ObjectNode object;
  private final String path;
  private final Violations violations;
  private final TreeSet<String> known = new TreeSet<>();

  Fields(ObjectNode object, String path, Violations violations) {
    this.object = object;
    this.path = path;
    this.violations = violations;
  }

  /// The full path of a field of this object.
  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /// A field's value; null when it is missing or null.
  @Nullable JsonNode find(String name) {
    known.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /// Refuses a null where only leaving the field out means its default.
  void refuseNull(String name, String fix) {
    JsonNode value = object.get(name);
    if (value != null && value.isNull()) {
      refuse(name, "is null", fix);
    }
  }

  /// The fields of an object inside this one; all missing when it is missing or no object.
  Fields object(String name) {
    JsonNode value = find(name);
    if (value == null || value instanceof ObjectNode) {
      ObjectNode inner = value instanceof ObjectNode o ? o : JsonNodeFactory.instance.objectNode();
      return new Fields(inner, path(name), violations);
    }
    refuse(name, "is not an object", "write its fields below it");
    // The fields inside were not missing, they could not be seen: their violations go nowhere.
    return new Fields(JsonNodeFactory.instance.objectNode(), path(name), new Violations());
  }

  /// The fields of an object inside this one, for which its `name` alone may be written.
  Fields named(String name) {
    JsonNode value = find(name);
    if (value == null || !value.isString()) {
      return object(name);
    }
    ObjectNode inner = JsonNodeFactory.instance.objectNode();
    inner.set("name", value);
    return new Fields(inner, path(name), violations);
  }

  /// Text of a pattern.
  String text(String name, Pattern pattern, String rule, @Nullable String otherwise) {
    JsonNode value = find(name);
    if (value == null) {
      return otherwise == null ? missing(name, rule, "") : otherwise;
    }
    if (!value.isString() || !pattern.matcher(value.asString()).matches()) {
      refuse(name, "is not " + rule, "write " + rule);
      return "";
    }
    return value.asString();
  }

  /// One of several words.
  <T> T choice(String name, Map<String, T> choices, @Nullable T otherwise) {
    String words = String.join(" or ", choices.keySet());
    JsonNode value = find(name);
    T any = choices.values().iterator().next();
    if (value == null) {
      return otherwise == null ? missing(name, words, any) : otherwise;
    }
    T chosen = value.isString() ? choices.get(value.asString()) : null;
    if (chosen == null) {
      String guess =
          value.isString()
              ? Spelling.nearest(value.asString(), choices.keySet())
                  .map(word -> "; did you mean %s?".formatted(word))
                  .orElse("")
              : "";
      refuse(name, "is not " + words, "write " + words + guess);
      return any;
    }
    return chosen;
  }

  /// The words of an enum, by the function that spells them.
  static <E extends Enum<E>> Map<String, E> words(Class<E> type, Function<E, String> spelled) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      words.put(spelled.apply(constant), constant);
    }
    return words;
  }

  /// True or false.
  boolean flag(String name, boolean otherwise) {
    JsonNode value = find(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      refuse(name, "is not true or false", "write true or false, without quotes");
      return otherwise;
    }
    return value.booleanValue();
  }

  /// True or false; null when it is not set.
  @Nullable Boolean flagOrNull(String name) {
    return find(name) == null ? null : flag(name, false);
  }

  /// A whole number.
  int integer(String name, int min, int max, @Nullable Integer otherwise) {
    return (int) whole(name, min, max, otherwise == null ? null : otherwise.longValue());
  }

  /// A whole number.
  long whole(String name, long min, long max, @Nullable Long otherwise) {
    String rule = range(min, max);
    JsonNode value = find(name);
    if (value == null) {
      return otherwise == null ? missing(name, rule, min) : otherwise;
    }
    OptionalLong number = whole(path(name), value, min, max);
    return number.orElse(min);
  }

  /// A number that `interval` contains.
  double number(String name, Interval interval, @Nullable Double otherwise) {
    JsonNode value = find(name);
    if (value == null) {
      return otherwise == null ? missing(name, interval.rule(), interval.max()) : otherwise;
    }
    if (!value.isNumber() || !interval.contains(value.doubleValue())) {
      refuse(name, "is not " + interval.rule(), "write " + interval.rule());
      return interval.max();
    }
    return value.doubleValue();
  }

  /// A list of whole numbers.
  List<Integer> integers(String name, int maxSize, int min, int max, List<Integer> otherwise) {
    JsonNode value = find(name);
    if (value == null) {
      return otherwise;
    }
    String rule = "a list of at most %d whole numbers".formatted(maxSize);
    if (!value.isArray() || value.size() > maxSize) {
      refuse(name, "is not " + rule, "write " + rule + " such as [16, 32]");
      return otherwise;
    }
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String field = "%s[%d]".formatted(path(name), i);
      numbers.add((int) whole(field, value.get(i), min, max).orElse(min));
    }
    return numbers;
  }

  /// A list of numbers, of which there is at least one; empty when it is missing.
  List<Double> numbers(String name, int maxSize, Interval interval) {
    JsonNode value = find(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.isEmpty() || value.size() > maxSize) {
      String rule = "a list of 1 to %d numbers".formatted(maxSize);
      refuse(name, "is not " + rule, "write " + rule + " such as [1, 0.5]");
      return List.of();
    }
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode number = value.get(i);
      if (number.isNumber() && interval.contains(number.doubleValue())) {
        numbers.add(number.doubleValue());
      } else {
        String field = "%s[%d]".formatted(path(name), i);
        violations.add(field, number, "is not " + interval.rule(), "write " + interval.rule());
      }
    }
    return numbers;
  }

  /// A list of texts of a pattern, of which there is at least one; empty when it is missing.
  List<String> texts(String name, int maxSize, Pattern pattern, String rule) {
    JsonNode value = find(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.isEmpty() || value.size() > maxSize) {
      refuse(
          name,
          "is not a list of 1 to %d entries".formatted(maxSize),
          "write a list, each entry " + rule);
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode text = value.get(i);
      if (text.isString() && pattern.matcher(text.asString()).matches()) {
        texts.add(text.asString());
      } else {
        String field = "%s[%d]".formatted(path(name), i);
        violations.add(field, text, "is not " + rule, "write " + rule);
      }
    }
    return texts;
  }

  /// A list of objects, of which there is at least one; empty when it is missing.
  ///
  /// @param example such as `[{name: digit}]`
  List<Fields> objects(String name, int maxSize, String example) {
    JsonNode value = find(name);
    if (value == null) {
      return List.of();
    }
    boolean list = value.isArray() && !value.isEmpty() && value.size() <= maxSize;
    if (!list || value.valueStream().anyMatch(entry -> !(entry instanceof ObjectNode))) {
      refuse(
          name,
          "is not a list of 1 to %d objects".formatted(maxSize),
          "write a list such as " + example);
      return List.of();
    }
    List<Fields> objects = new ArrayList<>();
    for (int index = 0; index < value.size(); index++) {
      String field = "%s[%d]".formatted(path(name), index);
      objects.add(new Fields((ObjectNode) value.get(index), field, violations));
    }
    return objects;
  }

  /// All fields of this object, names and texts of patterns, by name; null when there are none.
  @Nullable Map<String, String> labels(
      int maxSize, Pattern name, String nameRule, Pattern value, String valueRule) {
    if (object.size() > maxSize) {
      violations.add(
          path, object, "has more than %d fields".formatted(maxSize), "remove some of them");
      return null;
    }
    Map<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      JsonNode text = entry.getValue();
      if (!name.matcher(entry.getKey()).matches()) {
        violations.add(
            path(shown(entry.getKey())), text, "is not " + nameRule, "write " + nameRule);
      } else if (!text.isString() || !value.matcher(text.asString()).matches()) {
        violations.add(
            path(entry.getKey()),
            text,
            "is not " + valueRule,
            "write %s; numbers and true or false in quotes".formatted(valueRule));
      } else {
        labels.put(entry.getKey(), text.asString());
      }
    }
    return labels.isEmpty() ? null : labels;
  }

  /// The names of all fields there are.
  Collection<String> names() {
    return object.propertyNames();
  }

  /// Notes that a field's name is not allowed.
  void refuseName(String name, String message, String fix) {
    violations.add(path(shown(name)), object.get(name), message, fix);
  }

  /// Notes that a field's value is not allowed.
  void refuse(String name, String message, String fix) {
    violations.add(path(name), object.get(name), message, fix);
  }

  /// Refuses a field that does not go with what the others say.
  void refuseIfSet(String name, String message, String fix) {
    if (object.has(name) && find(name) != null) {
      refuse(name, message, fix);
    }
  }

  /// Whether nothing has been wrong with these fields so far.
  boolean sound(String... names) {
    for (String name : names) {
      if (!violations.sound(path(name))) {
        return false;
      }
    }
    return true;
  }

  /// Notes the fields that do not exist.
  void done() {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!known.contains(entry.getKey())) {
        String fix =
            Spelling.nearest(entry.getKey(), known)
                .map(name -> "did you mean %s?".formatted(name))
                .orElse("remove it; fields here are " + String.join(", ", known));
        violations.add(
            path(shown(entry.getKey())), entry.getValue(), "is not a field that exists here", fix);
      }
    }
  }

  /// A field's name as its author wrote it, fit for a path.
  static String shown(String name) {
    return name.isEmpty() ? "(empty)" : String.valueOf(Shortened.of(name));
  }

  private OptionalLong whole(String field, JsonNode value, long min, long max) {
    if (!value.isIntegralNumber()) {
      violations.add(
          field,
          value,
          "is not a whole number",
          "write %s, without quotes".formatted(range(min, max)));
      return OptionalLong.empty();
    }
    if (!value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
      violations.add(field, value, "is not " + range(min, max), "write " + range(min, max));
      return OptionalLong.empty();
    }
    return OptionalLong.of(value.longValue());
  }

  private static String range(long min, long max) {
    return String.format(Locale.ROOT, "a whole number from %,d to %,d", min, max);
  }

  private <T> T missing(String name, String rule, T placeholder) {
    violations.add(path(name), null, "is missing", "write " + rule);
    return placeholder;
  }
}
