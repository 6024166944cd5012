package dev.accrue.launch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logging before Spring has set up its own, and in processes without Spring: warnings and errors
/// only. Logback's own default prints everything, down to DEBUG, between the lines meant for
/// people.
final class QuietLogging {

  private QuietLogging() {}

  static void begin() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    }
  }
}
