package dev.accrue.training.loop;

import dev.accrue.training.window.PlannedWindow;
import java.util.Map;
import java.util.OptionalDouble;

/// Puts what came of a window on the curves.
final class WindowReport {

  private final TrainingParts parts;
  private final Throughput throughput = new Throughput();

  WindowReport(TrainingParts parts) {
    this.parts = parts;
  }

  /// A window with an update, applied or not.
  void window(
      PlannedWindow window,
      TrainingState state,
      WindowPass.Losses losses,
      double learningRate,
      double gradientNorm) {
    Curve curve = parts.curve();
    parts
        .tasks()
        .series(losses.losses())
        .forEach((name, loss) -> curve.add("train/" + name, state, loss));
    curve.add("train/learning_rate", state, learningRate);
    curve.add("train/gradient_norm", state, gradientNorm);
    throughput(window, state);
  }

  /// Samples per second, now and then; and how many a window has where stages change that.
  void throughput(PlannedWindow window, TrainingState state) {
    if (parts.spec().batch().stages().size() > 1) {
      parts.curve().add("train/effective_batch", state, window.samples());
    }
    parts.meter().count(parts.curve(), state);
    throughput
        .count(window.samples())
        .ifPresent(value -> parts.curve().add("train/samples_per_second", state, value));
  }

  /// A window in which the advisor took samples.
  void advice(PlannedWindow window, TrainingState state, double gradientNorm) {
    BatchAdvisor advisor = parts.advisor();
    OptionalDouble noiseScale = advisor.windowDone(window, gradientNorm);
    noiseScale.ifPresent(value -> {
      parts.curve().add("advisor/noise_scale", state, value);
      advisor
          .verdict(value, window.samples())
          .ifPresent(sentence -> parts.surroundings().event("ADVICE", sentence));
    });
  }

  /// Measures the model and says what it is worth.
  Map<String, Double> validation(TrainingState state) throws InterruptedException {
    throughput.pause();
    Map<String, Double> measured =
        parts.validation().measure(parts.model(), parts.tasks(), parts.feed().micro());
    measured.forEach((name, value) -> parts.curve().add("validation/" + name, state, value));
    throughput.resume();
    return measured;
  }
}
