package dev.accrue.training;

import dev.accrue.training.attempt.Attempt;
import dev.accrue.training.attempt.WarmUp;
import dev.accrue.training.trial.ModuleTrial;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// The trainer's entry point: plain Java, started by a worker, told by its standard input what to
/// train. It ends with code 0 when the server accepted the attempt's end, 74 when the worker is
/// gone, 75 when the lease is lost, and 70 when it failed without being able to say so.
public final class TrainerMain {

  private TrainerMain() {}

  /// Trains one attempt, after a warm-up with the arguments `standby THREADS`, or tries out a
  /// module with the argument `check`.
  public static void main(String[] args) {
    // DJL and its friends log by SLF4J; only what a person should see goes to the worker.
    System.setProperty("logback.configurationFile", "dev/accrue/training/logback-trainer.xml");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (args.length == 1 && args[0].equals("check")) {
      ModuleTrial.run(input);
    } else if (args.length == 2 && args[0].equals("standby")) {
      WarmUp.run(Integer.parseInt(args[1]), input);
      Attempt.run(input);
    } else {
      Attempt.run(input);
    }
  }
}
