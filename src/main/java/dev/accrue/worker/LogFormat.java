package dev.accrue.worker;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// How the worker writes a line: for people, or as JSON with the fields that servers have in theirs
/// under the same setting, so that one collector reads both.
enum LogFormat {
  TEXT {
    @Override
    String line(Instant at, String message, Map<String, String> about) {
      return "worker: " + message;
    }
  },

  LOGSTASH {
    @Override
    String line(Instant at, String message, Map<String, String> about) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("@timestamp", at.toString());
      fields.put("@version", "1");
      fields.put("message", message);
      fields.put("logger_name", LOGGER);
      fields.put("level", LEVEL);
      fields.putAll(about);
      return JSON.writeValueAsString(fields);
    }
  },

  ECS {
    @Override
    String line(Instant at, String message, Map<String, String> about) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("@timestamp", at.toString());
      fields.put("log", Map.of("level", LEVEL, "logger", LOGGER));
      fields.put("service", Map.of("name", "accrue"));
      fields.put("message", message);
      fields.putAll(about);
      fields.put("ecs", Map.of("version", "8.11"));
      return JSON.writeValueAsString(fields);
    }
  },

  GELF {
    @Override
    String line(Instant at, String message, Map<String, String> about) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("version", "1.1");
      fields.put("short_message", message);
      fields.put("timestamp", at.toEpochMilli() / 1e3);
      fields.put("level", SYSLOG_INFORMATIONAL);
      fields.put("host", "accrue");
      fields.put("_level_name", LEVEL);
      fields.put("_log_logger", LOGGER);
      about.forEach((name, value) -> fields.put("_" + name, value));
      return JSON.writeValueAsString(fields);
    }
  };

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LOGGER = WorkerAgent.class.getName();
  private static final String LEVEL = "INFO";
  private static final int SYSLOG_INFORMATIONAL = 6;

  /// One line, without its end.
  ///
  /// @param about fields such as `job` and `attempt`
  abstract String line(Instant at, String message, Map<String, String> about);

  /// @param name as Spring Boot's `logging.structured.format.console` has it
  static Optional<LogFormat> find(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "logstash" -> Optional.of(LOGSTASH);
      case "ecs" -> Optional.of(ECS);
      case "gelf" -> Optional.of(GELF);
      case "" -> Optional.of(TEXT);
      default -> Optional.empty();
    };
  }
}
