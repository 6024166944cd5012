package dev.accrue.dataset;

import dev.accrue.blob.BlobStore;
import dev.accrue.format.IdxHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Imports MNIST from the class path when the platform first starts, before the server listens.
/// Several servers may do it at once: blobs are the same bytes, and one of them names them.
@Component
class BuiltInDatasets implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(BuiltInDatasets.class);

  private static final String NAME = "mnist";
  private static final String DESCRIPTION =
      "Handwritten digits: 60,000 grey images of 28x28 pixels to train on and 10,000 to test with, "
          + "in 10 classes (LeCun, Cortes and Burges).";

  private static final List<Part> PARTS =
      List.of(
          new Part("train", "FEATURES", "train-images-idx3-ubyte"),
          new Part("train", "TARGETS", "train-labels-idx1-ubyte"),
          new Part("test", "FEATURES", "t10k-images-idx3-ubyte"),
          new Part("test", "TARGETS", "t10k-labels-idx1-ubyte"));

  private final DatasetNames names;
  private final CataloguedDatasets datasets;
  private final BlobStore blobs;
  private final TransactionTemplate transaction;
  private final ResourceLoader resources;
  private final String location;

  BuiltInDatasets(
      DatasetNames names,
      CataloguedDatasets datasets,
      BlobStore blobs,
      TransactionTemplate transaction,
      ResourceLoader resources,
      @Value("${accrue.dataset.built-in-location:classpath:datasets}") String location) {
    this.names = names;
    this.datasets = datasets;
    this.blobs = blobs;
    this.transaction = transaction;
    this.resources = resources;
    this.location = location;
  }

  private record Part(String split, String role, String file) {}

  @Override
  public void afterSingletonsInstantiated() {
    if (datasets.existsByTeamIdIsNullAndName(NAME)) {
      return;
    }
    if (!PARTS.stream().allMatch(part -> resource(part).exists())) {
      LOG.warn("The sample data set {} is not at {}; jobs cannot train on it", NAME, location);
      return;
    }
    List<CataloguedFile> files = new ArrayList<>();
    for (Part part : PARTS) {
      files.add(store(part));
    }
    requireTargetsForFeatures(files);
    transaction.executeWithoutResult(_ -> name(files));
    LOG.info("Imported the sample data set {}", NAME);
  }

  private Resource resource(Part part) {
    return resources.getResource(location + "/" + NAME + "/" + part.file());
  }

  private CataloguedFile store(Part part) {
    Resource resource = resource(part);
    try {
      IdxHeader header;
      try (InputStream stream = resource.getInputStream()) {
        header = IdxHeader.read(stream, part.file());
      }
      String sha256 = digest(resource);
      try (InputStream stream = resource.getInputStream()) {
        long sizeBytes = blobs.write(sha256, stream, header.fileBytes());
        if (sizeBytes != header.fileBytes()) {
          throw new IOException(
              "is %d bytes long, not %d as its header says"
                  .formatted(sizeBytes, header.fileBytes()));
        }
      }
      return new CataloguedFile(
          part.split(), part.role(), sha256, header.samples(), header.shape(), header.fileBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot import " + resource, e);
    }
  }

  private void name(List<CataloguedFile> files) {
    names
        .claimBuiltIn(NAME, "IDX", DESCRIPTION)
        .flatMap(datasets::findById)
        .ifPresent(dataset -> dataset.add(files));
  }

  /// The files come in pairs.
  private static void requireTargetsForFeatures(List<CataloguedFile> files) {
    for (int i = 0; i < files.size(); i += 2) {
      long features = files.get(i).samples();
      long targets = files.get(i + 1).samples();
      if (features != targets) {
        throw new IllegalStateException(
            "%s has %d samples and %d targets".formatted(files.get(i).split(), features, targets));
      }
    }
  }

  private static String digest(Resource resource) throws IOException {
    try (DigestInputStream stream =
        new DigestInputStream(resource.getInputStream(), MessageDigest.getInstance("SHA-256"))) {
      stream.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(stream.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
