package dev.accrue.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.servlet.resource.ResourceResolverChain;

class PageResolverTest {

  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  @TempDir private Path files;

  @BeforeEach
  void app() throws IOException {
    Files.writeString(files.resolve("index.html"), "the app");
    Files.writeString(files.resolve("favicon.svg"), "an icon");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "jobs", "jobs/0f8c", "apiary", "sign-in"})
  void pagesAreTheApp(String path) throws IOException {
    assertThat(name(path, BROWSER)).isEqualTo("index.html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"api", "api/v1/x", "worker/v1", "actuator/x", "v3/x", "missing.js", "a/b.png"})
  void otherPathsAreNot(String path) throws IOException {
    assertThat(name(path, BROWSER)).isNull();
  }

  @Test
  void filesAreThemselves() throws IOException {
    assertThat(name("favicon.svg", "image/*")).isEqualTo("favicon.svg");
    assertThat(name("../favicon.svg", BROWSER)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "*/*", "image/png", "nonsense/;"})
  void programsGetNoPages(String accept) throws IOException {
    assertThat(name("jobs", accept)).isNull();
  }

  private @Nullable String name(String path, String accept) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/" + path);
    request.addHeader("Accept", accept);
    Resource found =
        new PageResolver()
            .resolveResource(
                request, path, List.of(new FileSystemResource(files + "/")), new End());
    return found == null ? null : found.getFilename();
  }

  private static final class End implements ResourceResolverChain {

    @Override
    public @Nullable Resource resolveResource(
        @Nullable HttpServletRequest request, String path, List<? extends Resource> locations) {
      return null;
    }

    @Override
    public @Nullable String resolveUrlPath(String path, List<? extends Resource> locations) {
      return null;
    }
  }
}
