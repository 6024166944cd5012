package dev.accrue.blob;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Where bytes of blobs may lie, and which place takes new ones. All that are configured are read,
/// so that changing the setting needs no copying.
@Component
class BlobPlaces {

  private final ChunkedBytes chunks;
  private final Optional<ObjectBytes> objects;
  private final BlobBytes forNew;

  BlobPlaces(BlobProperties properties, ChunkedBytes chunks, Optional<ObjectBytes> objects) {
    this.chunks = chunks;
    this.objects = objects;
    this.forNew =
        switch (properties.store()) {
          case POSTGRES -> chunks;
          case S3 ->
              objects.orElseThrow(() ->
                  new IllegalArgumentException(
                      "accrue.blob.store is s3, but accrue.blob.s3.bucket is not set; name a bucket,"
                          + " or leave accrue.blob.store at postgres"));
        };
  }

  /// The place that takes new blobs.
  BlobBytes forNew() {
    return forNew;
  }

  /// Visits the bytes of blobs, wherever they lie, in their order.
  void walk(List<StoredBlob> blobs, ChunkVisitor visitor) throws IOException, DamageFound {
    // Neighbours in one place are walked together: many small ones come by one query.
    int end;
    for (int start = 0; start < blobs.size(); start = end) {
      boolean inObject = blobs.get(start).inObject();
      for (end = start + 1; end < blobs.size() && blobs.get(end).inObject() == inObject; ) {
        end++;
      }
      List<StoredBlob> run = blobs.subList(start, end);
      (inObject ? objects(run.getFirst()) : chunks).walk(run, visitor);
    }
  }

  private ObjectBytes objects(StoredBlob blob) {
    return objects.orElseThrow(() ->
        new ProblemException(
            ProblemCode.UNAVAILABLE,
            "blob %s is in an object store, and this server is configured with none; set accrue.blob.s3.bucket and what belongs to it"
                .formatted(blob.name())));
  }
}
