package dev.accrue.blob;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The S3-compatible store for bytes of blobs. There is none unless a bucket is named.
///
/// @param endpoint where it answers; null for AWS itself
/// @param region that requests are signed for
/// @param bucket which has to exist
/// @param accessKey null: found by the SDK, as in a role of the machine
/// @param secretKey goes with the access key
/// @param pathStyle whether the bucket stands in the path and not in the host's name
/// @param prefix of the keys of all objects
/// @param partSize above which objects are sent in parts, of this size
@ConfigurationProperties("accrue.blob.s3")
record S3Properties(
    @Nullable URI endpoint,
    @DefaultValue("us-east-1") String region,
    @Nullable String bucket,
    @Nullable String accessKey,
    @Nullable String secretKey,
    @DefaultValue("false") boolean pathStyle,
    @DefaultValue("blobs/") String prefix,
    @DefaultValue("64MB") DataSize partSize) {

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]{3,63}");
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+/){0,8}");
  private static final int MAX_PREFIX = 100;

  /// S3 takes no smaller parts but the last.
  private static final DataSize LEAST_PART = DataSize.ofMegabytes(5);

  private static final DataSize LARGEST_PART = DataSize.ofGigabytes(1);

  S3Properties {
    require(
        bucket != null || (endpoint == null && accessKey == null && secretKey == null),
        "bucket is not set, but other settings of accrue.blob.s3 are; name an existing bucket");
    require(
        bucket == null || BUCKET.matcher(bucket).matches(),
        "bucket is \"%s\"; 3 to 63 letters, digits and . _ - make its name".formatted(bucket));
    require(
        endpoint == null || isServer(endpoint),
        "endpoint is \"%s\"; write scheme, host and port alone, such as https://minio.example.org:9000"
            .formatted(endpoint));
    require(
        REGION.matcher(region).matches(),
        "region is \"%s\"; write one such as us-east-1".formatted(region));
    require(
        (accessKey == null) == (secretKey == null),
        "access-key and secret-key go together, and only one is set; set both or neither");
    require(
        prefix.length() <= MAX_PREFIX && PREFIX.matcher(prefix).matches(),
        "prefix is \"%s\"; write folders such as accrue/blobs/, at most %d characters"
            .formatted(prefix, MAX_PREFIX));
    require(
        partSize.compareTo(LEAST_PART) >= 0
            && partSize.compareTo(LARGEST_PART) <= 0
            && partSize.toBytes() % BlobBytes.CHUNK_BYTES == 0,
        "part-size is %s; give whole megabytes, 5MB to 1GB".formatted(partSize));
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new IllegalArgumentException("accrue.blob.s3." + otherwise);
    }
  }

  private static boolean isServer(URI endpoint) {
    return ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
        && endpoint.getHost() != null
        && endpoint.getUserInfo() == null
        && endpoint.getQuery() == null
        && (endpoint.getPath().isEmpty() || endpoint.getPath().equals("/"));
  }

  /// Where the objects are, for people.
  String place() {
    return "bucket %s at %s".formatted(bucket, endpoint == null ? "AWS, " + region : endpoint);
  }

  /// Without the keys.
  @Override
  public String toString() {
    return "S3Properties[" + place() + "]";
  }
}
