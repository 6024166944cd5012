package dev.accrue.job.spec;

import dev.accrue.api.spec.ResourceSpec;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `resources`: `devices`, and the memory to use on each as `deviceMemory` (bytes, or text
/// such as `2 GiB`) or, as canonical specs say it, `deviceMemoryBytes`; and the `selector` of
/// workers by their labels.
final class ResourceReader {

  static final int MAX_DEVICES = 64;

  /// Less would not hold libtorch's smallest models and their data.
  static final long MIN_MEMORY_BYTES = 16L << 20;

  static final long MAX_MEMORY_BYTES = 16L << 40;

  /// As workers have them.
  static final int MAX_LABELS = 32;

  static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?");
  static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  private static final String LABEL_RULE =
      "the name of a label: up to 63 small letters, digits, points, underscores, slashes and"
          + " hyphens, a letter or digit first and last";
  private static final String VALUE_RULE =
      "the value of a label: text of up to 63 letters, digits, points, underscores and hyphens, a"
          + " letter or digit first and last";
  private static final String MEMORY = "deviceMemory";
  private static final String MEMORY_BYTES = "deviceMemoryBytes";
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15}) ?(KiB|MiB|GiB)");
  private static final String RULE = "from 16 MiB to 16384 GiB";
  private static final String FIX = "write a whole number of bytes or text such as 2 GiB, " + RULE;

  private ResourceReader() {}

  static @Nullable ResourceSpec read(Fields job) {
    if (job.find("resources") == null) {
      return null;
    }
    Fields fields = job.object("resources");
    int devices = fields.integer("devices", 1, MAX_DEVICES, 1);
    Long bytes = memoryBytes(fields);
    Map<String, String> selector = labels(fields, "selector");
    fields.done();
    return new ResourceSpec(devices, bytes, selector);
  }

  /// Labels of workers or of jobs; null for none.
  static @Nullable Map<String, String> labels(Fields fields, String name) {
    if (fields.find(name) == null) {
      return null;
    }
    return fields.object(name).labels(MAX_LABELS, LABEL, LABEL_RULE, VALUE, VALUE_RULE);
  }

  private static @Nullable Long memoryBytes(Fields fields) {
    JsonNode amount = fields.find(MEMORY);
    JsonNode bytes = fields.find(MEMORY_BYTES);
    if (amount != null && bytes != null) {
      fields.refuse(MEMORY_BYTES, "deviceMemory says how much already", "remove one of the two");
      return null;
    }
    if (bytes != null) {
      return fields.whole(MEMORY_BYTES, MIN_MEMORY_BYTES, MAX_MEMORY_BYTES, null);
    }
    return amount == null ? null : checked(fields, amount);
  }

  private static @Nullable Long checked(Fields fields, JsonNode amount) {
    OptionalLong bytes = bytes(amount);
    if (bytes.isEmpty()) {
      fields.refuse(MEMORY, "is not an amount of memory", FIX);
      return null;
    }
    if (bytes.getAsLong() < MIN_MEMORY_BYTES || bytes.getAsLong() > MAX_MEMORY_BYTES) {
      fields.refuse(MEMORY, "is not " + RULE, FIX);
      return null;
    }
    return bytes.getAsLong();
  }

  /// Empty when it is neither a whole number nor a number and a unit.
  private static OptionalLong bytes(JsonNode amount) {
    if (amount.isIntegralNumber() && amount.canConvertToLong()) {
      return OptionalLong.of(amount.longValue());
    }
    Matcher matcher = AMOUNT.matcher(amount.isString() ? amount.asString() : "");
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    try {
      int shift = shift(matcher.group(2));
      return OptionalLong.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
    } catch (ArithmeticException e) {
      return OptionalLong.of(Long.MAX_VALUE);
    }
  }

  /// The unit's power of two; the pattern allows these three.
  private static int shift(String unit) {
    return switch (unit) {
      case "KiB" -> 10;
      case "MiB" -> 20;
      default -> 30;
    };
  }
}
