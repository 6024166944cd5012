package dev.accrue.openapi.bench;

import dev.accrue.testing.FreePort;
import dev.accrue.worker.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A `BareServer` in a process like the server's.
record BareProcess(Process process, URI url) implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  static BareProcess start(Path scratch, Path body) throws Exception {
    int port = FreePort.find();
    ProcessBuilder builder =
        new ProcessBuilder(
            JavaCommand.build(
                BareServer.class.getName(),
                List.of("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED")));
    builder
        .environment()
        .putAll(Map.of("SERVER_PORT", Integer.toString(port), "BENCH_BODY", body.toString()));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("bare.log").toFile())
            .start();
    BareProcess bare = new BareProcess(process, URI.create("http://127.0.0.1:" + port));
    bare.awaitAnswer();
    return bare;
  }

  HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).GET();
  }

  private void awaitAnswer() throws Exception {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end && process.isAlive()) {
        try {
          http.send(get(ApiLoad.LIST).build(), HttpResponse.BodyHandlers.discarding());
          return;
        } catch (IOException e) {
          Thread.sleep(100); // not yet
        }
      }
    }
    process.destroyForcibly();
    throw new IOException("the bare server did not start; see bare.log in the scratch directory");
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
