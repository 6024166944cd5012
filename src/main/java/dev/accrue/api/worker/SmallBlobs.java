package dev.accrue.api.worker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Small blobs that travel together: `POST /worker/v1/attempts/{attemptId}/blobs/write`. A model
/// has many small tensors, of which each would cost a request and a transaction.
///
/// The body holds for each blob the 32 bytes of its SHA-256, its size in four bytes, the highest
/// first, and its bytes.
///
/// @param bytesBySha256 by lower-case hexadecimal digest, in the order of the body
public record SmallBlobs(Map<String, byte[]> bytesBySha256) {

  /// Of all blobs of a request together, without names and sizes.
  public static final int MAX_BYTES = 1 << 20;

  /// In a request.
  public static final int MAX_BLOBS = 1_000;

  private static final int DIGEST_BYTES = 32;

  public SmallBlobs {
    bytesBySha256 = Collections.unmodifiableMap(new LinkedHashMap<>(bytesBySha256));
  }

  /// The body of a request.
  public byte[] toBody() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(body)) {
      for (var blob : bytesBySha256.entrySet()) {
        out.write(HexFormat.of().parseHex(blob.getKey()));
        out.writeInt(blob.getValue().length);
        out.write(blob.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    return body.toByteArray();
  }

  /// Reads a body to its end, in memory of `MAX_BYTES` and the names. The digests are not checked.
  ///
  /// @throws IllegalArgumentException which says what is wrong with the body
  public static SmallBlobs read(InputStream body) throws IOException {
    Map<String, byte[]> blobs = new LinkedHashMap<>();
    DataInputStream in = new DataInputStream(body);
    byte[] digest = new byte[DIGEST_BYTES];
    int left = MAX_BYTES;
    while (true) {
      int read = in.readNBytes(digest, 0, DIGEST_BYTES);
      if (read == 0) {
        return new SmallBlobs(blobs);
      }
      if (blobs.size() == MAX_BLOBS) {
        throw new IllegalArgumentException(
            "the request has more than %d blobs; send the others in another one"
                .formatted(MAX_BLOBS));
      }
      String name = HexFormat.of().formatHex(digest);
      byte[] bytes = bytes(in, read, name, left);
      left -= bytes.length;
      blobs.put(name, bytes);
    }
  }

  private static byte[] bytes(DataInputStream in, int digestBytes, String name, int left)
      throws IOException {
    try {
      if (digestBytes < DIGEST_BYTES) {
        throw new EOFException();
      }
      int size = in.readInt();
      if (size < 0 || size > left) {
        throw new IllegalArgumentException(
            "with the %d bytes of blob %s the request has more than %d; send such a blob by itself"
                .formatted(Integer.toUnsignedLong(size), name, MAX_BYTES));
      }
      byte[] bytes = new byte[size];
      in.readFully(bytes);
      return bytes;
    } catch (EOFException e) {
      throw new IllegalArgumentException("the request ends within a blob; send it again", e);
    }
  }
}
