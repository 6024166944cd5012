package dev.accrue.training;

/// The job asks for something that its data or its model does not allow. Trying again will not
/// help; the message tells the person who submitted it what to change.
public class TrainingRefusedException extends RuntimeException {

  /// @param message what is wrong, the offending values, and what to do about it, in sentences
  public TrainingRefusedException(String message) {
    super(message);
  }
}
