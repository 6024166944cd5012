package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.ResourceSpec;
import dev.accrue.problem.ProblemException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a job may ask for, and what its author reads when it asks for something else.
class BadResourceSpecTest {

  private static @Nullable ResourceSpec read(String json) {
    ObjectNode job = (ObjectNode) JsonMapper.builder().build().readTree(json);
    Violations violations = new Violations();
    ResourceSpec spec = ResourceReader.read(new Fields(job, "", violations));
    violations.throwIfAny();
    return spec;
  }

  private static @Nullable ResourceSpec resources(String fields) {
    return read("{\"resources\": {%s}}".formatted(fields.replace('\'', '"')));
  }

  @Test
  void readsAmountsWithAndWithoutUnits() {
    assertThat(read("{}")).isNull();
    assertThat(resources("")).isEqualTo(new ResourceSpec(1, null));
    assertThat(resources("'devices': 2, 'deviceMemory': '2 GiB'"))
        .isEqualTo(new ResourceSpec(2, 2L << 30));
    assertThat(resources("'deviceMemory': '512MiB'")).isEqualTo(new ResourceSpec(1, 512L << 20));
    assertThat(resources("'deviceMemory': 33554432")).isEqualTo(new ResourceSpec(1, 32L << 20));
    assertThat(resources("'deviceMemoryBytes': 33554432"))
        .isEqualTo(new ResourceSpec(1, 32L << 20));
  }

  @Test
  void readsTheLabelsThatItsWorkersMustHave() {
    assertThat(resources("'selector': {'zone': 'b', 'gpu': 'A100'}"))
        .isEqualTo(new ResourceSpec(1, null, Map.of("gpu", "A100", "zone", "b")));
    assertThat(resources("'selector': {}")).isEqualTo(new ResourceSpec(1, null));
    String many =
        IntStream.range(0, 33).mapToObj("'l%d': 'x'"::formatted).collect(Collectors.joining(","));
    assertThatThrownBy(() -> resources("'selector': {%s}".formatted(many)))
        .hasMessageContaining("more than 32 fields");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'deviceMemory': '2 GB' | resources.deviceMemory | text such as 2 GiB",
        "'deviceMemory': '-1 GiB' | resources.deviceMemory | text such as 2 GiB",
        "'deviceMemory': 1.5 | resources.deviceMemory | text such as 2 GiB",
        "'deviceMemory': '1 KiB' | resources.deviceMemory | from 16 MiB to 16384 GiB",
        "'deviceMemory': '999999999999999 GiB' | resources.deviceMemory | to 16384 GiB",
        "'deviceMemory': '1 GiB', 'deviceMemoryBytes': 17000000 | deviceMemoryBytes | remove one",
        "'deviceMemoryBytes': 5 | resources.deviceMemoryBytes | 16,777,216",
        "'devices': 0 | resources.devices | a whole number from 1 to 64",
        "'selector': 'a100' | resources.selector | write its fields below it",
        "'selector': {'gpu': 5} | resources.selector.gpu | numbers and true or false in quotes",
        "'selector': {'GPU': 'a'} | resources.selector.GPU | the name of a label",
        "'selector': {'gpu': '-a'} | resources.selector.gpu | the value of a label",
        "'device': 1 | resources.device | did you mean devices?"
      })
  void saysWhatIsWrong(String fields, String field, String fix) {
    assertThatThrownBy(() -> resources(fields))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.violations().toString()).contains(field).contains(fix));
  }
}
