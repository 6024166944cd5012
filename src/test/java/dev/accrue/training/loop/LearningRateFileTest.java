package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.ScheduleSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The learning rates that the web app draws are those of the trainer: they are in a file that a
/// test of the web app reads too.
class LearningRateFileTest {

  private static final Path FILE = Path.of("frontend/src/batch/trainer-rates.jsonl");
  private static final int CASES = 500;
  private static final int PLACES = 6;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static String line(Random random) {
    int updates = 2 + random.nextInt(random.nextBoolean() ? 30 : 100_000);
    ScheduleSpec schedule = schedule(random, updates);
    LearningRate rate = new LearningRate(1, schedule, null, updates);
    ObjectNode line = JSON.createObjectNode();
    // The name is written for the declared type alone.
    line.set(
        "schedule", JSON.readTree(JSON.writerFor(ScheduleSpec.class).writeValueAsString(schedule)));
    line.put("updates", updates);
    ArrayNode at = line.putArray("at");
    ArrayNode rates = line.putArray("rates");
    for (int place = 0; place < PLACES; place++) {
      int update = place == 0 ? updates - 1 : random.nextInt(updates);
      at.add(update);
      rates.add(rate.at(update, 1));
    }
    return JSON.writeValueAsString(line);
  }

  private static ScheduleSpec schedule(Random random, int updates) {
    int warmup = random.nextBoolean() ? 0 : random.nextInt(updates);
    double factor = random.nextInt(100) / 100.0;
    return switch (random.nextInt(5)) {
      case 0 -> new ScheduleSpec.ConstantSchedule(warmup);
      case 1 -> new ScheduleSpec.CosineSchedule(warmup, factor);
      case 2 -> new ScheduleSpec.LinearSchedule(warmup, factor);
      case 3 -> new ScheduleSpec.StepSchedule(warmup, 1 + random.nextInt(updates), factor);
      default -> new ScheduleSpec.OneCycleSchedule(0.3, 25, 1e4);
    };
  }

  /// With `-Drates.update=true` it writes the file instead.
  @Test
  void theFileHoldsTheTrainersLearningRates() throws IOException {
    Random random = new Random(8);
    List<String> lines = Stream.generate(() -> line(random)).limit(CASES).toList();
    if (Boolean.getBoolean("rates.update")) {
      Files.write(FILE, lines);
    }
    assertThat(Files.readAllLines(FILE)).isEqualTo(lines);
  }
}
