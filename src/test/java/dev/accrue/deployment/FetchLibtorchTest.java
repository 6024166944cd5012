package dev.accrue.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `docker/fetch-libtorch` against a server with the addresses and the packing of DJL's own, which
/// `ai.djl.pytorch.jni.LibUtils` reads. The libraries are small ones of Java's.
@EnabledOnOs(OS.LINUX)
class FetchLibtorchTest {

  private static final Path SCRIPT = Path.of("docker/fetch-libtorch").toAbsolutePath();
  private static final Path JAVA_LIBRARIES = Path.of(System.getProperty("java.home"), "lib");
  private static final String PLATFORM =
      "linux-" + (System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64");
  private static final Pattern SUM = Pattern.compile("SHA-256 (?:is )?([0-9a-f]{64})");

  private record Result(int code, String text) {}

  @TempDir Path directory;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> index = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void publish() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    offer("cpu", "libtorch.so", library("libjsig.so"));
    offer("cu128", "libtorch.so", library("libsyslookup.so"));
    offer("cu128", "libstdc%2B%2B.so.6", library("libjsig.so"));
    index.add("cu128/win-x86_64/native/lib/torch.dll.gz");
    index.add("cu128/" + PLATFORM + "/native/include/torch.h.gz");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void takesTheLibrariesOfOneFlavourByTheirRealNames() throws Exception {
    Result result = fetch("cu128");

    assertThat(result.code()).as(result.text()).isZero();
    assertThat(target()).isDirectoryContaining("glob:**/libtorch.so");
    assertThat(target().resolve("libtorch.so")).hasBinaryContent(library("libsyslookup.so"));
    assertThat(target().resolve("libstdc++.so.6")).hasBinaryContent(library("libjsig.so"));
    try (var found = Files.list(target())) {
      assertThat(found).hasSize(2);
    }
  }

  @Test
  void takesWhatAnEarlierRunNamedAndNothingElse() throws Exception {
    Matcher sum = SUM.matcher(fetch("cu128").text());
    assertThat(sum.find()).isTrue();

    assertThat(fetch("cu128", sum.group(1)).code()).isZero();

    offer("cu128", "libc10.so", library("libjsig.so"));
    assertThat(target()).exists();
    Result changed = fetch("cu128", sum.group(1));
    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.text()).contains("are others", sum.group(1));
  }

  @Test
  void namesTheFlavoursThatThereAre() throws Exception {
    assertRefused(fetch("cu999"), "has no libtorch for cu999", "cpu cu128");
  }

  @Test
  void namesAFileThatCannotBeHad() throws Exception {
    index.add("cu128/" + PLATFORM + "/native/lib/libgone.so.gz");

    assertRefused(fetch("cu128"), "libgone.so.gz cannot be had", "404");
  }

  @Test
  void namesAFileThatBrokeOff() throws Exception {
    String path = "cu128/" + PLATFORM + "/native/lib/libtorch.so.gz";
    byte[] whole = files.get(path);
    files.put(path, Arrays.copyOf(whole, whole.length - 9));

    assertRefused(fetch("cu128"), "libtorch.so.gz is damaged");
  }

  @Test
  void namesALibraryThatIsMissing() throws Exception {
    // It needs libjvm.so, which is neither here nor among the system's.
    offer("cu128", "libtorch_cuda.so", library("librmi.so"));

    assertRefused(fetch("cu128"), "needs libraries that are not there", "libjvm.so");
  }

  @Test
  void namesAServerThatIsNotThere() throws Exception {
    index.clear();

    assertRefused(fetch("cu128"), "files.txt cannot be had");
  }

  private void assertRefused(Result result, String... said) {
    assertThat(result.code()).as(result.text()).isEqualTo(1);
    assertThat(result.text()).contains(said);
    assertThat(directory).as("what is left").isEmptyDirectory();
  }

  private Path target() {
    return directory.resolve("libtorch");
  }

  private Result fetch(String flavor, String... sum) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    command.add("http://127.0.0.1:%d/pytorch/2.7.1".formatted(server.getAddress().getPort()));
    command.addAll(List.of(flavor, target().toString()));
    command.addAll(List.of(sum));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), text);
  }

  private void offer(String flavor, String name, byte[] content) throws IOException {
    String path = "%s/%s/native/lib/%s.gz".formatted(flavor, PLATFORM, name);
    index.add(path);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    files.put(path, packed.toByteArray());
  }

  private static byte[] library(String name) throws IOException {
    return Files.readAllBytes(JAVA_LIBRARIES.resolve(name));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath().replaceFirst("^/pytorch/2.7.1/", "");
      byte[] body =
          path.equals("files.txt") && !index.isEmpty()
              ? String.join("\n", index).getBytes(StandardCharsets.UTF_8)
              : files.get(path);
      if (body == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
