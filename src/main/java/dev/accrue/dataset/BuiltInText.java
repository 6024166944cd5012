package dev.accrue.dataset;

import dev.accrue.blob.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

/// Imports a novel from the class path when the platform first starts, as `BuiltInDatasets` does
/// images: something real to train language models on. It has one split; jobs hold out a share.
@Component
class BuiltInText implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(BuiltInText.class);

  private static final String NAME = "moby-dick";
  private static final String FILE = "moby-dick/moby-dick.txt";
  private static final String DESCRIPTION =
      "Moby Dick by Herman Melville: 1.2 million bytes of English, in one split of which a job holds"
          + " out a share to measure with (validationFraction).";

  private static final int MAX_BYTES = 16 << 20;

  private final DatasetNames names;
  private final CataloguedDatasets datasets;
  private final BlobStore blobs;
  private final TransactionTemplate transaction;
  private final Resource resource;

  BuiltInText(
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
    this.resource = resources.getResource(location + "/" + FILE);
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (datasets.existsByTeamIdIsNullAndName(NAME)) {
      return;
    }
    if (!resource.exists()) {
      LOG.warn("The sample data set {} is not at {}; jobs cannot train on it", NAME, resource);
      return;
    }
    CataloguedFile file = store();
    transaction.executeWithoutResult(_ ->
        names
            .claimBuiltIn(NAME, "TEXT", DESCRIPTION)
            .flatMap(datasets::findById)
            .ifPresent(dataset -> dataset.add(List.of(file))));
    LOG.info("Imported the sample data set {}", NAME);
  }

  /// Its samples are its bytes.
  private CataloguedFile store() {
    try (InputStream stream = resource.getInputStream()) {
      byte[] text = stream.readNBytes(MAX_BYTES);
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
      blobs.write(sha256, new ByteArrayInputStream(text), MAX_BYTES);
      List<Long> shape = List.of((long) text.length);
      return new CataloguedFile("train", "SAMPLES", sha256, text.length, shape, text.length);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot import " + resource, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
