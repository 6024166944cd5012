package dev.accrue.training.attempt;

/// The server answered that it will not do what it was asked, and asking again will not help.
final class ServerRefusedException extends RuntimeException {

  ServerRefusedException(String message) {
    super(message);
  }
}
