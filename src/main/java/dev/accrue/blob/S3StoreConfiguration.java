package dev.accrue.blob;

import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// The object store, where one is configured. Without it nothing of the AWS SDK is loaded.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("accrue.blob.s3.bucket")
class S3StoreConfiguration {

  @Bean(destroyMethod = "close")
  S3Objects s3Objects(S3Properties properties) {
    return S3Objects.open(properties);
  }

  @Bean
  ObjectBytes objectBytes(
      S3Objects objects,
      StrayObjects strays,
      BlobTables tables,
      BlobProperties properties,
      TransactionTemplate transactions,
      Clock clock) {
    return new ObjectBytes(objects, strays, tables, properties, transactions, clock);
  }

  @Bean
  ObjectSweep objectSweep(
      S3Objects objects, StrayObjects strays, BlobProperties properties, Clock clock) {
    return new ObjectSweep(objects, strays, properties, clock);
  }
}
