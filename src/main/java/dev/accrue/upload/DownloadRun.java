package dev.accrue.upload;

import dev.accrue.blob.BlobStore;
import dev.accrue.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Fetches files in the background, a few at once. Bytes go to a temporary file, are hashed on the
/// way and become a blob only when they are what was asked for.
@Component
class DownloadRun implements DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger(DownloadRun.class);

  private final FileFetch fetch;
  private final DownloadTables downloads;
  private final UploadTables uploads;
  private final BlobStore blobs;
  private final long maxBytes;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Semaphore turns;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  DownloadRun(
      FileFetch fetch,
      DownloadTables downloads,
      UploadTables uploads,
      BlobStore blobs,
      UploadProperties limits,
      DownloadProperties properties,
      TransactionTemplate transaction,
      Clock clock) {
    this.fetch = fetch;
    this.downloads = downloads;
    this.uploads = uploads;
    this.blobs = blobs;
    this.maxBytes = limits.maxBytes();
    this.transaction = transaction;
    this.clock = clock;
    this.turns = new Semaphore(properties.maxAtOnce());
  }

  /// Begins. The outcome is in the download's row.
  void start(DownloadRow download, URI url, UUID userId) {
    threads.execute(() -> run(download, url, userId));
  }

  private void run(DownloadRow download, URI url, UUID userId) {
    try {
      turns.acquire();
      try {
        fetch(download, url, userId);
      } finally {
        turns.release();
      }
    } catch (DownloadFailedException e) {
      LOG.info("Download {} failed: {}", download.id(), e.getMessage());
      downloads.fail(download.id(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.info("Download {} ends with the server", download.id());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Download {} failed", download.id(), e);
      downloads.fail(download.id(), "the server could not keep the file; see its log");
    }
  }

  private void fetch(DownloadRow download, URI url, UUID userId)
      throws IOException, InterruptedException {
    Duration remaining = Duration.between(clock.instant(), download.deadlineAt());
    if (!remaining.isPositive()) {
      throw new DownloadFailedException("its turn did not come in time; try again later");
    }
    Path file = Files.createTempFile("accrue-download-", ".part");
    try {
      FileFetch.Fetched fetched =
          fetch.fetch(
              url, file, maxBytes, remaining, bytes -> downloads.progress(download.id(), bytes));
      require(download, fetched);
      keep(download, userId, file, fetched);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void require(DownloadRow download, FileFetch.Fetched fetched)
      throws DownloadFailedException {
    if (fetched.sizeBytes() == 0) {
      throw new DownloadFailedException("the file is empty");
    }
    String wanted = download.wantedSha256();
    if (wanted != null && !wanted.equals(fetched.sha256())) {
      throw new DownloadFailedException(
          "the file hashes to %s, not to %s".formatted(fetched.sha256(), wanted));
    }
  }

  private void keep(DownloadRow download, UUID userId, Path file, FileFetch.Fetched fetched)
      throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      blobs.write(fetched.sha256(), bytes, fetched.sizeBytes());
    } catch (ProblemException e) {
      throw new DownloadFailedException("the file could not be kept: " + e.getMessage(), e);
    }
    Instant now = clock.instant();
    UploadRow upload =
        new UploadRow(
            UUID.randomUUID(),
            download.teamId(),
            fetched.sizeBytes(),
            fetched.sizeBytes(),
            fetched.sha256(),
            download.expiresAt());
    transaction.executeWithoutResult(status -> {
      uploads.insertComplete(upload, userId, now);
      if (!downloads.succeed(download.id(), upload.id(), upload.sizeBytes())) {
        status.setRollbackOnly();
      }
    });
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }
}
