package dev.accrue.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.springframework.stereotype.Component;

/// Fetches files over HTTP. Each address on the way, redirects too, has to be allowed.
@Component
class FileFetch {

  private static final int MAX_REDIRECTS = 5;
  private static final int OK = 200;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long REPORT_BYTES = 8L << 20;

  private final UrlRules rules;
  private final DownloadProperties properties;
  private final HttpClient client;

  FileFetch(UrlRules rules, DownloadProperties properties) {
    this.rules = rules;
    this.properties = properties;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(properties.connectTimeout())
            .build();
  }

  /// What was written.
  record Fetched(String sha256, long sizeBytes) {}

  /// Writes a file's bytes.
  ///
  /// @param remaining how long it may take
  /// @param progress is told now and then how many bytes there are
  /// @throws DownloadFailedException with the reason
  Fetched fetch(URI url, Path to, long maxBytes, Duration remaining, LongConsumer progress)
      throws DownloadFailedException, InterruptedException {
    HttpResponse<InputStream> response = open(url);
    long declared = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    AtomicLong received = new AtomicLong();
    try (InputStream body = response.body();
        Watch watch = new Watch(body, received, remaining)) {
      requireRoom(declared, maxBytes);
      Fetched fetched = copy(body, to, maxBytes, received, progress);
      if (watch.gaveUp || (declared >= 0 && declared != received.get())) {
        throw new IOException("the body ended early");
      }
      return fetched;
    } catch (DownloadFailedException e) {
      throw e;
    } catch (IOException e) {
      String expected = declared < 0 ? "" : " of %d".formatted(declared);
      throw new DownloadFailedException(
          "the connection broke or stood still after %d%s bytes; try again"
              .formatted(received.get(), expected),
          e);
    }
  }

  private HttpResponse<InputStream> open(URI url)
      throws DownloadFailedException, InterruptedException {
    URI next = url;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      rules.requirePublic(next);
      HttpResponse<InputStream> response = send(next);
      int status = response.statusCode();
      if (status == OK) {
        return response;
      }
      close(response);
      String location = response.headers().firstValue("Location").orElse("");
      if (status / 100 != 3 || location.isEmpty()) {
        throw new DownloadFailedException("%s answered %d".formatted(next.getHost(), status));
      }
      next =
          rules
              .resolve(next, location)
              .orElseThrow(() ->
                  new DownloadFailedException(
                      "it redirects to %.200s, which accrue.download.allowed-url-prefixes does not allow"
                          .formatted(location)));
    }
    throw new DownloadFailedException("it redirects more than %d times".formatted(MAX_REDIRECTS));
  }

  private HttpResponse<InputStream> send(URI url)
      throws DownloadFailedException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url).timeout(properties.idleTimeout()).GET().build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new DownloadFailedException(
          "%s did not answer (%s)".formatted(url.getHost(), e.getClass().getSimpleName()), e);
    }
  }

  private static void close(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException _) {
      // Nothing of it is wanted.
    }
  }

  private static Fetched copy(
      InputStream body, Path to, long maxBytes, AtomicLong received, LongConsumer progress)
      throws IOException {
    MessageDigest digest = newDigest();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long reported = 0;
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        long size = received.addAndGet(read);
        requireRoom(size, maxBytes);
        out.write(buffer, 0, read);
        if (size - reported >= REPORT_BYTES) {
          progress.accept(size);
          reported = size;
        }
      }
    }
    return new Fetched(HexFormat.of().formatHex(digest.digest()), received.get());
  }

  private static void requireRoom(long bytes, long maxBytes) throws DownloadFailedException {
    if (bytes > maxBytes) {
      throw new DownloadFailedException(
          "the file has more than the %d bytes that this server takes (accrue.upload.max-bytes)"
              .formatted(maxBytes));
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Closes a body that stands still, or that takes too long as a whole.
  private final class Watch implements AutoCloseable {

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean gaveUp;

    Watch(InputStream body, AtomicLong received, Duration remaining) {
      long deadline = System.nanoTime() + remaining.toNanos();
      Thread.ofVirtual().start(() -> watch(body, received, deadline));
    }

    private void watch(InputStream body, AtomicLong received, long deadline) {
      try {
        for (long before = -1; before != received.get() && System.nanoTime() < deadline; ) {
          before = received.get();
          long wait = Math.min(properties.idleTimeout().toNanos(), deadline - System.nanoTime());
          if (done.await(Math.max(1, wait), TimeUnit.NANOSECONDS)) {
            return;
          }
        }
        gaveUp = true;
        body.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException _) {
        // Its reader is told so too.
      }
    }

    @Override
    public void close() {
      done.countDown();
    }
  }
}
