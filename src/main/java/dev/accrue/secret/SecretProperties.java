package dev.accrue.secret;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The keys that secrets are sealed with.
///
/// @param keyFile holds the key that seals; null where the server keeps no secrets
/// @param oldKeyFiles hold further keys, which only open what was sealed with them
@ConfigurationProperties("accrue.secrets")
record SecretProperties(@Nullable Path keyFile, @DefaultValue List<Path> oldKeyFiles) {

  private static final int MAX_OLD_KEYS = 16;

  SecretProperties {
    oldKeyFiles = List.copyOf(oldKeyFiles);
    if (oldKeyFiles.size() > MAX_OLD_KEYS) {
      throw new IllegalArgumentException(
          "accrue.secrets.old-key-files names %d files; name %d at most"
              .formatted(oldKeyFiles.size(), MAX_OLD_KEYS));
    }
    if (keyFile == null && !oldKeyFiles.isEmpty()) {
      throw new IllegalArgumentException(
          "accrue.secrets.old-key-files is set, but accrue.secrets.key-file is not; name the file"
              + " of the key that seals");
    }
  }
}
