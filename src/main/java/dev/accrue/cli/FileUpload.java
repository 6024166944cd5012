package dev.accrue.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Sends a file in chunks. Its upload is found again by its digest, so that a command that was
/// ended and is given again goes on where the first one was.
final class FileUpload {

  private static final int CHUNK_BYTES = 4 << 20;
  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 1000;

  private final ApiClient api;
  private final Screen screen;
  private final String team;

  FileUpload(ApiClient api, Screen screen, String team) {
    this.api = api;
    this.screen = screen;
    this.team = team;
  }

  /// Sends it, or what is missing of it.
  ///
  /// @return the complete upload's identifier
  String send(Path file) throws IOException, InterruptedException, ApiException {
    long size = Files.size(file);
    String digest = sha256(file);
    JsonNode upload =
        api.create(
            "/api/v1/uploads",
            JsonNodeFactory.instance.objectNode().put("team", team).put("sizeBytes", size),
            "cli-%s-%s".formatted(digest, Integer.toHexString(team.hashCode())));
    String id = upload.path("id").asString();
    if (upload.path("sha256").isString()) {
      return id;
    }
    Meter meter = screen.meter(String.valueOf(file.getFileName()), size);
    long received = upload.path("receivedBytes").asLong();
    meter.resumeAt(received);
    sendChunks(file, id, received, size, meter);
    meter.end();
    api.post(
        "/api/v1/uploads/%s/complete".formatted(id),
        JsonNodeFactory.instance.objectNode().put("sha256", digest));
    return id;
  }

  private void sendChunks(Path file, String id, long from, long size, Meter meter)
      throws IOException, InterruptedException, ApiException {
    long place = from;
    int failures = 0;
    try (FileChannel channel = FileChannel.open(file)) {
      while (place < size) {
        byte[] chunk = read(channel, place, (int) Math.min(CHUNK_BYTES, size - place));
        try {
          JsonNode now = api.put("/api/v1/uploads/%s/bytes?offset=%d".formatted(id, place), chunk);
          place = now.path("receivedBytes").asLong();
          failures = 0;
        } catch (IOException e) {
          // Whether the chunk arrived, nobody knows; the same chunk sent again changes nothing.
          if (++failures == TRIES) {
            throw new IOException(
                "the connection broke %d times; the same command goes on from byte %d"
                    .formatted(TRIES, place),
                e);
          }
          Thread.sleep(PAUSE_MILLIS);
        }
        meter.advanceTo(place);
      }
    }
  }

  private static byte[] read(FileChannel channel, long place, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, place + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.array();
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 20];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.update(buffer, 0, length);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
