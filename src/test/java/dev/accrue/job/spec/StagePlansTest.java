package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.PlanView;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.api.spec.LossNormalization;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the server plans for a thousand random batches, as a file against which the web app's form
/// compares its own arithmetic (`frontend/src/batch/server.test.ts`).
class StagePlansTest {

  private static final Path FILE = Path.of("frontend/src/batch/server-plans.jsonl");
  private static final int CASES = 1000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static String line(Random random) {
    int samples = 1 + random.nextInt(random.nextBoolean() ? 300 : 100_000);
    int effective = 1 + random.nextInt(Math.min(samples, 2048));
    int micro = 1 + random.nextInt(effective);
    LastWindow last = LastWindow.values()[random.nextInt(3)];
    boolean counted = random.nextInt(3) == 0;
    Integer epochs = counted ? null : 1 + random.nextInt(20);
    Long steps = counted ? 1 + random.nextLong(100_000) : null;
    TrainingSpec training = training(new BatchSpec(effective, micro), last, epochs, steps);
    long total = SpecFit.totalOptimizerSteps(training, samples);
    List<PlanView.Stage> stages = StagePlans.of(training, samples);
    ObjectNode line = JSON.createObjectNode();
    ObjectNode choice = line.putObject("choice");
    choice.put("effective", effective).put("micro", micro).put("samples", samples);
    choice.put("lastWindow", last.name().toLowerCase(Locale.ROOT));
    if (epochs != null) {
      choice.put("epochs", epochs);
    }
    if (steps != null) {
      choice.put("optimizerSteps", steps);
    }
    line.put("totalOptimizerSteps", total);
    line.put("epochs", StagePlans.epochs(training, stages, total));
    line.set("stage", JSON.valueToTree(stages.getFirst()));
    return JSON.writeValueAsString(line);
  }

  private static TrainingSpec training(
      BatchSpec batch, LastWindow last, Integer epochs, Long steps) {
    return new TrainingSpec(
        batch,
        epochs,
        steps,
        new OptimizerSpec.Sgd(0, false, 0),
        0.1,
        null,
        null,
        null,
        0,
        LossNormalization.WINDOW,
        last,
        BatchNormMomentum.ADJUSTED,
        Precision.FP32,
        10,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /// With `-Dplans.update=true` it writes the file instead.
  @Test
  void theFileHoldsWhatTheServerPlans() throws IOException {
    Random random = new Random(6);
    List<String> lines = Stream.generate(() -> line(random)).limit(CASES).toList();
    if (Boolean.getBoolean("plans.update")) {
      Files.write(FILE, lines);
    }
    assertThat(Files.readAllLines(FILE))
        .as("%s is out of date; write it anew with -Dplans.update=true", FILE)
        .isEqualTo(lines);
  }
}
