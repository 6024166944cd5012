package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.SchedulingSpec;
import dev.accrue.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a job may say about when it runs, and what its author reads when it says something else.
class BadSchedulingSpecTest {

  private static final String ID = "0123abcd-0000-4000-8000-0123456789ab";

  private static @Nullable SchedulingSpec read(String json, SpecFormat format) {
    Violations violations = new Violations();
    var job = SpecDocument.parse(json.getBytes(StandardCharsets.UTF_8), format);
    SchedulingSpec spec = SchedulingReader.read(new Fields(job, "", violations));
    violations.throwIfAny();
    return spec;
  }

  private static @Nullable SchedulingSpec scheduling(String fields) {
    return read("{\"scheduling\": {%s}}".formatted(fields.replace('\'', '"')), SpecFormat.JSON);
  }

  @Test
  void everyFieldHasADefault() {
    assertThat(read("{}", SpecFormat.JSON)).isNull();
    assertThat(scheduling("")).isEqualTo(new SchedulingSpec(0, null, null, null));
  }

  @Test
  void readsEveryField() {
    assertThat(
            scheduling(
                "'priority': -100, 'after': ['%s', '%s'], 'notBefore': '2026-12-01T09:30:00.0019+01:00',"
                        .formatted(ID, ID)
                    + " 'timeLimitMinutes': 90"))
        .isEqualTo(
            new SchedulingSpec(
                -100, List.of(UUID.fromString(ID)), Instant.parse("2026-12-01T08:30:00.001Z"), 90));
    assertThat(read("scheduling: {notBefore: 2026-12-01T08:00:00Z}", SpecFormat.YAML))
        .isEqualTo(new SchedulingSpec(0, null, Instant.parse("2026-12-01T08:00:00Z"), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'priority': 101 | scheduling.priority | a whole number from -100 to 100",
        "'priority': '5' | scheduling.priority | without quotes",
        "'after': 'x' | scheduling.after | write a list",
        "'after': ['x'] | scheduling.after[0] | a job's id",
        "'after': [] | scheduling.after | write a list",
        "'notBefore': '2026-12-01' | scheduling.notBefore | an instant with its offset",
        "'notBefore': '2026-12-01T08:00:00' | scheduling.notBefore | an instant with its offset",
        "'notBefore': '9999-12-01T08:00:00Z' | scheduling.notBefore | before the year 2100",
        "'notBefore': 5 | scheduling.notBefore | an instant with its offset",
        "'timeLimitMinutes': 0 | scheduling.timeLimitMinutes | a whole number from 1 to 525,600",
        "'timeLimit': 5 | scheduling.timeLimit | did you mean timeLimitMinutes?"
      })
  void saysWhatIsWrong(String fields, String field, String fix) {
    assertThatThrownBy(() -> scheduling(fields))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.violations().toString()).contains(field).contains(fix));
  }

  @Test
  void waitsForSoManyJobsAtMost() {
    String ids =
        IntStream.range(0, 51)
            .mapToObj("'0123abcd-0000-4000-8000-%012d'"::formatted)
            .collect(Collectors.joining(","));
    assertThatThrownBy(() -> scheduling("'after': [%s]".formatted(ids)))
        .hasMessageContaining("a list of 1 to 50 entries");
  }
}
