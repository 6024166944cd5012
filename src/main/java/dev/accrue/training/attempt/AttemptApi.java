package dev.accrue.training.attempt;

import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.BlobQuestion;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EquivalenceResult;
import dev.accrue.api.worker.FittedMicroBatch;
import dev.accrue.api.worker.KnownMicroBatch;
import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SmallBlobs;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.attempt.ServerConnection.Patience;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;

/// The server's API for one attempt. Calls return when the server has accepted.
final class AttemptApi {

  private static final int UPLOAD_CHUNK_BYTES = 1 << 20;

  private final ServerConnection server;
  private final JsonMapper json;

  AttemptApi(ServerConnection server, JsonMapper json) {
    this.server = server;
    this.json = json;
  }

  /// What to train.
  ///
  /// @throws ServerRefusedException when the server fails at saying it, again and again
  AttemptDescription describe() throws InterruptedException {
    return server.get("", Patience.SHORT, body -> json.readValue(body, AttemptDescription.class));
  }

  void points(PointBatch batch) throws InterruptedException {
    post("/points", batch, Patience.LONG);
  }

  void event(AttemptEvent event) throws InterruptedException {
    post("/events", event, Patience.SHORT);
  }

  void equivalence(EquivalenceResult result) throws InterruptedException {
    post("/equivalence", result, Patience.SHORT);
  }

  void checkpoint(CheckpointManifest manifest) throws InterruptedException {
    post("/checkpoints", manifest, Patience.LONG);
  }

  void end(AttemptEnd end) throws InterruptedException {
    post("/end", end, Patience.LONG);
  }

  /// What was found to fit under these circumstances.
  OptionalInt findMicroBatch(String key) throws InterruptedException {
    return server.get(
        "/micro-batches/" + key,
        Patience.SHORT,
        body -> {
          Integer micro = json.readValue(body, KnownMicroBatch.class).micro();
          return micro == null ? OptionalInt.empty() : OptionalInt.of(micro);
        });
  }

  void rememberMicroBatch(FittedMicroBatch found) throws InterruptedException {
    post("/micro-batches", found, Patience.SHORT);
  }

  private void post(String path, Object body, Patience patience) throws InterruptedException {
    server.post(path, json.writeValueAsBytes(body), patience, _ -> 0);
  }

  /// Writes a blob into a file, which is written anew when the download has to start again.
  ///
  /// @return the SHA-256 of what arrived
  /// @throws DiskOutput.DiskException when the file cannot be written
  String download(String sha256, Path target) throws InterruptedException {
    return server.download(
        "/blobs/" + sha256,
        null,
        body -> {
          try (OutputStream file = DiskOutput.to(target)) {
            return Sha256.copying(body, file);
          }
        });
  }

  /// Writes the blobs of tensors into a file, one after the other.
  ///
  /// @return the SHA-256 of what arrived for each
  /// @throws DiskOutput.DiskException when the file cannot be written
  List<String> download(List<TensorEntry> tensors, Path target) throws InterruptedException {
    BlobQuestion question = new BlobQuestion(tensors.stream().map(TensorEntry::sha256).toList());
    return server.download(
        "/blobs/read",
        json.writeValueAsBytes(question),
        body -> {
          List<String> digests = new ArrayList<>();
          try (OutputStream file = DiskOutput.to(target)) {
            for (TensorEntry tensor : tensors) {
              digests.add(Sha256.copying(body, tensor.sizeBytes(), file));
            }
          }
          return digests;
        });
  }

  /// The answer to the question which blobs are missing.
  record MissingAnswer(List<String> missing) {}

  /// Which of a checkpoint's blobs the server does not have.
  ///
  /// @throws ServerRefusedException also when the team has no room for the checkpoint, before
  ///   anything is uploaded
  List<String> missing(CheckpointManifest manifest) throws InterruptedException {
    return server.post(
        "/checkpoints/missing",
        json.writeValueAsBytes(manifest),
        Patience.LONG,
        body -> json.readValue(body, MissingAnswer.class).missing());
  }

  void upload(String sha256, ByteBuffer content) throws InterruptedException {
    var chunks = HttpRequest.BodyPublishers.ofByteArrays(() -> new Chunks(content.duplicate()));
    server.put(
        "/blobs/" + sha256,
        HttpRequest.BodyPublishers.fromPublisher(chunks, Math.max(1, content.remaining())));
  }

  /// Uploads blobs that are small, together.
  void upload(SmallBlobs blobs) throws InterruptedException {
    server.post("/blobs/write", HttpRequest.BodyPublishers.ofByteArray(blobs.toBody()));
  }

  /// Copies a buffer piece by piece, so that an upload needs little memory of its own.
  private static final class Chunks implements java.util.Iterator<byte[]> {
    private final ByteBuffer content;

    Chunks(ByteBuffer content) {
      this.content = content;
    }

    @Override
    public boolean hasNext() {
      return content.hasRemaining();
    }

    @Override
    public byte[] next() {
      byte[] chunk = new byte[Math.min(UPLOAD_CHUNK_BYTES, content.remaining())];
      content.get(chunk);
      return chunk;
    }
  }
}
