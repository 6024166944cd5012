package dev.accrue.blob;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/// The objects in the bucket. A store that cannot be used is `UNAVAILABLE`, and no word about the
/// bytes in it.
final class S3Objects implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(S3Objects.class);

  private final S3Properties properties;
  private final String bucket;
  private final int partBytes;
  private final S3Client client;

  private S3Objects(S3Properties properties) {
    this.properties = properties;
    this.bucket = Objects.requireNonNull(properties.bucket(), "accrue.blob.s3.bucket is not set");
    this.partBytes = Math.toIntExact(properties.partSize().toBytes());
    this.client = S3Clients.connect(properties);
  }

  /// Opens the bucket.
  ///
  /// @throws IllegalStateException when it cannot be used
  static S3Objects open(S3Properties properties) {
    S3Objects objects = new S3Objects(properties);
    try {
      objects.client.headBucket(request -> request.bucket(objects.bucket));
      return objects;
    } catch (SdkException e) {
      objects.close();
      throw new IllegalStateException(
          "accrue.blob.s3: %s cannot be used: %s; see that it exists, that endpoint and region are right, and that the keys may list, read, write and delete there"
              .formatted(properties.place(), e.getMessage()),
          e);
    }
  }

  /// A key that nobody had before, so that whoever deletes an object deletes no other.
  String newKey(byte[] sha256) {
    return properties.prefix() + Sha256.format(sha256) + "/" + UUID.randomUUID();
  }

  void put(String key, Spool spool) {
    call(
        "write " + key,
        () ->
            client.putObject(
                request -> request.bucket(bucket).key(key), body(spool, 0, spool.sizeBytes())));
  }

  /// Whether it is too large for one request.
  boolean needsParts(Spool spool) {
    return spool.sizeBytes() > partBytes;
  }

  /// Begins an upload in parts.
  ///
  /// @return what its parts say that they belong to
  String beginParts(String key) {
    return call(
        "write " + key,
        () -> client.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId());
  }

  void putParts(String key, String uploadId, Spool spool) {
    List<CompletedPart> parts = new ArrayList<>();
    for (long offset = 0; offset < spool.sizeBytes(); offset += partBytes) {
      int number = parts.size() + 1;
      RequestBody part = body(spool, offset, Math.min(partBytes, spool.sizeBytes() - offset));
      String tag =
          call(
              "write part %d of %s".formatted(number, key),
              () ->
                  client
                      .uploadPart(
                          request ->
                              request.bucket(bucket).key(key).uploadId(uploadId).partNumber(number),
                          part)
                      .eTag());
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    call(
        "write " + key,
        () ->
            client.completeMultipartUpload(request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .uploadId(uploadId)
                    .multipartUpload(upload -> upload.parts(parts))));
  }

  private static RequestBody body(Spool spool, long offset, long size) {
    return RequestBody.fromContentProvider(
        () -> new SpoolStream(spool, offset, size), size, "application/octet-stream");
  }

  /// Opens an object at an offset into it.
  ///
  /// @return null when there is none
  @Nullable ResponseInputStream<GetObjectResponse> find(String key, long offset) {
    return call(
        "read " + key,
        () -> {
          try {
            return client.getObject(request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .range(offset == 0 ? null : "bytes=%d-".formatted(offset)));
          } catch (NoSuchKeyException e) {
            return null;
          }
        });
  }

  /// Deletes an object, and what came of its upload in parts.
  void delete(String key, @Nullable String uploadId) {
    if (uploadId != null) {
      call("end the upload of " + key, () -> abort(key, uploadId));
    }
    call("delete " + key, () -> client.deleteObject(request -> request.bucket(bucket).key(key)));
  }

  private @Nullable Object abort(String key, String uploadId) {
    try {
      return client.abortMultipartUpload(
          request -> request.bucket(bucket).key(key).uploadId(uploadId));
    } catch (NoSuchUploadException e) {
      return null;
    }
  }

  private <T extends @Nullable Object> T call(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw unavailable(what, e);
    }
  }

  /// What to tell those who asked for bytes, or sent some. The log has the cause.
  ProblemException unavailable(String what, Exception cause) {
    log.warn("Cannot {} in {}", what, properties.place(), cause);
    return new ProblemException(
        ProblemCode.UNAVAILABLE,
        "the server cannot use its object store at the moment; try again in a few seconds");
  }

  @Override
  public void close() {
    client.close();
  }
}
