package dev.accrue.representation;

import java.sql.Types;
import java.time.Instant;
import java.util.UUID;

/// What a list is sorted by: how a cursor holds such a value and how a statement gets it.
public enum KeyType {
  TEXT(Types.VARCHAR) {
    @Override
    Object parameter(String text) {
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("PostgreSQL has no texts with NUL");
      }
      return text;
    }
  },
  NUMBER(Types.BIGINT) {
    @Override
    Object parameter(String text) {
      return Long.valueOf(text);
    }
  },
  FLAG(Types.BOOLEAN) {
    @Override
    Object parameter(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        case String other -> throw new IllegalArgumentException(other);
      };
    }
  },
  ID(Types.OTHER) {
    @Override
    Object parameter(String text) {
      return UUID.fromString(text);
    }
  },
  /// Beyond the calendar it is infinite, which stands for no time at all.
  INSTANT(Types.TIMESTAMP_WITH_TIMEZONE) {
    @Override
    Object parameter(String text) {
      return SqlInstant.of(Instant.parse(text));
    }
  };

  private final int sqlType;

  KeyType(int sqlType) {
    this.sqlType = sqlType;
  }

  int sqlType() {
    return sqlType;
  }

  /// A value for a statement.
  ///
  /// @param text as a cursor has it
  /// @throws IllegalArgumentException when it is none
  /// @throws java.time.DateTimeException when it is none
  abstract Object parameter(String text);
}
