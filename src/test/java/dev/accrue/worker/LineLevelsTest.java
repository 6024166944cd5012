package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineLevelsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INFO training begins                                                       | INFO
          WARN PtEngine: no GPU                                                      | WARN
          ERROR training failed                                                      | ERROR
          2026-01-01 10:00:00,123 - trainer - WARNING - the loss is high             | WARN
          [2026-01-01 10:00:00] [CRITICAL] out of disk                               | ERROR
          DEBUG:root:shapes                                                          | DEBUG
          10:00:00.123 [main] TRACE a.b.C - enter                                    | DEBUG
          SEVERE: it broke                                                           | ERROR
          OpenJDK 64-Bit Server VM warning: Sharing is only supported                | WARN
          /usr/lib/x.py:7: UserWarning: slow                                         | WARN
          java.lang.IllegalStateException: no                                        | ERROR
          ValueError: shapes differ                                                  | ERROR
          Traceback (most recent call last):                                         | ERROR
          Exception in thread "main" java.lang.Error                                 | ERROR
          # A fatal error has been detected by the Java Runtime Environment:         | ERROR
          terminate called after throwing an instance of 'c10::Error'                | ERROR
          main.cpp:3: error: expected ;                                              | ERROR
          step 7, loss 0.5                                                           | INFO
          INFO the word ERROR comes later                                            | INFO
          no INFORMATION and no ERRORS                                               | INFO
          """)
  void aLineSaysItsLevel(String line, LogLevel level) {
    assertThat(new LineLevels(LogStream.OUTPUT).of(line)).isEqualTo(level);
  }

  @Test
  void aLineOfStandardErrorThatSaysNothingIsAWarning() {
    assertThat(new LineLevels(LogStream.ERROR).of("something")).isEqualTo(LogLevel.WARN);
    assertThat(new LineLevels(LogStream.ERROR).of("INFO something")).isEqualTo(LogLevel.INFO);
  }

  @Test
  void aStackTraceIsOfTheLevelOfItsFailure() {
    LineLevels levels = new LineLevels(LogStream.OUTPUT);

    assertThat(
            List.of(
                    "ERROR training failed",
                    "java.io.IOException: disk",
                    "\tat a.B.c(B.java:1)",
                    "Caused by: java.io.IOException",
                    "\t... 3 more",
                    "step 8")
                .stream()
                .map(levels::of))
        .containsExactly(
            LogLevel.ERROR,
            LogLevel.ERROR,
            LogLevel.ERROR,
            LogLevel.ERROR,
            LogLevel.ERROR,
            LogLevel.INFO);
  }
}
