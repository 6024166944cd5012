package dev.accrue.job.spec;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Turns the bytes of a spec into a tree, within limits on its depth and size. The tree is built
/// here and not by Jackson, so that a refusal can say where it stands, that a field is given twice,
/// and that an alias is not silently taken for a string.
final class SpecDocument {

  private static final int MAX_NODES = 5_000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String BODY = "(body)";

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(20)
          .maxStringLength(20_000)
          .maxNameLength(1_000)
          .maxNumberLength(100)
          .build();
  private static final TokenStreamFactory JSON =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private static final TokenStreamFactory YAML =
      YAMLFactory.builder().streamReadConstraints(CONSTRAINTS).build();

  private final JsonParser parser;
  private final SpecFormat format;
  private int nodes;

  private SpecDocument(JsonParser parser, SpecFormat format) {
    this.parser = parser;
    this.format = format;
  }

  static ObjectNode parse(byte[] body, SpecFormat format) {
    String text = decode(body);
    TokenStreamFactory factory =
        switch (format) {
          case JSON -> JSON;
          case YAML -> YAML;
        };
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      return new SpecDocument(parser, format).document();
    }
  }

  private static String decode(byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer characters = CharBuffer.allocate(body.length);
    try {
      var decoder =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      var result = decoder.decode(bytes, characters, true);
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      throw refused(
          ProblemCode.MALFORMED_BODY,
          BODY,
          "is not UTF-8 at byte " + bytes.position(),
          "save the file as UTF-8 and send it again");
    }
    String text = characters.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private ObjectNode document() {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw refused(ProblemCode.MALFORMED_BODY, BODY, "is empty", "send a job spec");
      }
      JsonNode root = value(first);
      if (parser.nextToken() != null) {
        throw refused(
            ProblemCode.MALFORMED_BODY,
            BODY,
            "holds more than one document",
            "send one job spec at a time");
      }
      if (root instanceof ObjectNode object) {
        return object;
      }
      throw refused(
          ProblemCode.INVALID_REQUEST,
          BODY,
          "is not an object",
          "begin with apiVersion: accrue/v1");
    } catch (StreamConstraintsException e) {
      throw refused(
          ProblemCode.INVALID_REQUEST,
          path(),
          "is nested too deep or too long",
          "write at most 20 levels, and names, numbers and strings of a reasonable length");
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private JsonNode value(JsonToken token) {
    if (++nodes > MAX_NODES) {
      throw refused(
          ProblemCode.INVALID_REQUEST,
          path(),
          "comes after %d other values".formatted(MAX_NODES),
          "send a smaller spec");
    }
    refuseAliases();
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_EMBEDDED_OBJECT ->
          throw refused(
              ProblemCode.INVALID_REQUEST, path(), "is binary", "write text, numbers or lists");
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE ->
          throw new IllegalStateException("a value cannot begin with " + token);
    };
  }

  private ObjectNode object() {
    ObjectNode object = NODES.objectNode();
    while (next() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      refuseAliases();
      JsonToken token = next();
      if (object.has(name)) {
        throw refused(
            ProblemCode.INVALID_REQUEST, path(), "is given twice", "remove one of the two");
      }
      object.set(name, value(token));
    }
    return object;
  }

  private ArrayNode array() {
    ArrayNode array = NODES.arrayNode();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      array.add(value(token));
    }
    return array;
  }

  private JsonNode integer() {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }

  private JsonToken next() {
    return Objects.requireNonNull(parser.nextToken(), "the parser checks that brackets close");
  }

  /// An alias would repeat what its anchor named, and a few lines could stand for gigabytes.
  private void refuseAliases() {
    if (parser instanceof YAMLParser yaml
        && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
      throw refused(
          ProblemCode.INVALID_REQUEST,
          path(),
          "uses a YAML anchor or alias",
          "write the value itself");
    }
  }

  private ProblemException malformed(JacksonException e) {
    var location = e.getLocation();
    String where =
        location == null || location.getLineNr() < 1
            ? ""
            : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    return refused(
        ProblemCode.MALFORMED_BODY,
        path(),
        "is not valid %s%s".formatted(format, where),
        "correct what stands there; NaN and infinities are not allowed either");
  }

  /// Where the parser stands, as `training.batch.micro` or `model.channels[2]`.
  private String path() {
    var pointer = parser.streamReadContext().pathAsPointer(false);
    StringBuilder path = new StringBuilder();
    for (var rest = pointer; rest != null && !rest.matches(); rest = rest.tail()) {
      if (rest.mayMatchElement()) {
        path.append(path.isEmpty() ? BODY : "")
            .append('[')
            .append(rest.getMatchingIndex())
            .append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(Shortened.of(rest.getMatchingProperty()));
      }
    }
    return path.isEmpty() ? BODY : path.toString();
  }

  private static ProblemException refused(
      ProblemCode code, String field, String message, String fix) {
    Violation violation = new Violation(field, null, message, fix);
    return new ProblemException(code, Violations.detail(List.of(violation)), List.of(violation));
  }
}
