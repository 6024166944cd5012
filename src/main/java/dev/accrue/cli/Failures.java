package dev.accrue.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns what went wrong into a sentence on the standard error and an exit code.
final class Failures implements IExecutionExceptionHandler {

  Failures() {}

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    return switch (failure) {
      case ApiException refusal -> {
        say(command, words(refusal) + hint(refusal));
        yield ExitCode.of(refusal.status());
      }
      case RefusedException refusal -> {
        say(command, words(refusal));
        yield refusal.exitCode();
      }
      case ConnectException _ -> {
        say(command, "the server does not answer; is it running? accrue doctor looks closer");
        yield ExitCode.UNAVAILABLE;
      }
      case SocketTimeoutException _ -> {
        say(command, "the server took too long to answer; try again");
        yield ExitCode.UNAVAILABLE;
      }
      case FileSystemException file -> {
        say(command, explain(file));
        yield ExitCode.USAGE;
      }
      case IOException other -> {
        say(command, words(other));
        yield ExitCode.UNAVAILABLE;
      }
      default -> throw failure;
    };
  }

  private static String words(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private static String hint(ApiException refusal) {
    return refusal.status() == 401 ? "\naccrue login signs in" : "";
  }

  private static String explain(FileSystemException file) {
    return switch (file) {
      case NoSuchFileException _ -> "there is no file " + file.getFile();
      case AccessDeniedException _ -> "may not read or write " + file.getFile();
      default -> words(file);
    };
  }

  private static void say(CommandLine command, String text) {
    command.getErr().println("accrue: " + text);
    command.getErr().flush();
  }
}
