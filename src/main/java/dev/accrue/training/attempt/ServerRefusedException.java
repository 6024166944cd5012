package dev.accrue.training.attempt;

/// The server answered that it will not do what it was asked, and asking again will not help; or it
/// failed at it as often as it was asked.
final class ServerRefusedException extends RuntimeException {

  ServerRefusedException(String message) {
    super(message);
  }
}
