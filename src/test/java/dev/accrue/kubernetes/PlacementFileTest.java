package dev.accrue.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.worker.DeviceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/// The settings that the overlay brings are read as they are meant, and wrong ones are told.
class PlacementFileTest {

  private static final Path FILE = Path.of("k8s/overlays/jobs/placement.yaml");

  @Test
  void theOverlaysSettingsAreReadAsTheyAreMeant() throws IOException {
    KubernetesProperties properties = read(Map.of());

    assertThat(properties.namespace()).isEqualTo("accrue");
    assertThat(properties.queue()).isNull();
    assertThat(properties.stopGrace()).isEqualTo(Duration.ofSeconds(100));
    assertThat(properties.priorityClasses())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(-100, "accrue-low", 0, "accrue-normal", 1, "accrue-high"));
    Pool gpu = properties.pools().get(1);
    assertThat(gpu.kind()).isEqualTo(DeviceKind.CUDA);
    assertThat(gpu.devicesPerNode()).isEqualTo(8);
    assertThat(gpu.nodeSelector()).containsExactly(Map.entry("nvidia.com/gpu.present", "true"));
    assertThat(gpu.tolerations())
        .containsExactly(new Pool.Toleration("nvidia.com/gpu", "Exists", null, "NoSchedule"));
  }

  @Test
  void whatIsWrongIsToldWithItsValueAndTheFix() {
    assertThatThrownBy(() -> read(Map.of("accrue.kubernetes.max-jobs", "0")))
        .rootCause()
        .hasMessage("accrue.kubernetes.max-jobs is 0; give 1 to 5000");
    assertThatThrownBy(() -> read(Map.of("accrue.kubernetes.stop-grace", "2h")))
        .rootCause()
        .hasMessageContaining("accrue.kubernetes.stop-grace is PT2H");
    // A list comes from one source as a whole.
    Map<String, Object> pool =
        Map.of(
            "accrue.kubernetes.pools[0].name", "cpu",
            "accrue.kubernetes.pools[0].image", "accrue-worker",
            "accrue.kubernetes.pools[0].memory", "much");
    assertThatThrownBy(() -> read(pool))
        .rootCause()
        .hasMessageContaining("memory or scratch is much");
  }

  private static KubernetesProperties read(Map<String, Object> changes) throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    Resource file = new FileSystemResource(FILE);
    new YamlPropertySourceLoader()
        .load("file", file)
        .forEach(source -> environment.getPropertySources().addLast(source));
    environment.getPropertySources().addFirst(new MapPropertySource("changes", changes));
    return Binder.get(environment).bind("accrue.kubernetes", KubernetesProperties.class).get();
  }
}
