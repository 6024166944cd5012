package dev.accrue.testing;

import dev.accrue.secret.SecretBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.test.context.DynamicPropertyRegistry;

/// A key for secrets, as an operator gives a server one.
public final class TestSecretKey {

  private static final Path FILE = write();

  private TestSecretKey() {}

  /// Gives the server under test the key.
  public static void add(DynamicPropertyRegistry properties) {
    properties.add("accrue.secrets.key-file", () -> FILE);
  }

  private static Path write() {
    try {
      Path file = Files.createTempFile("accrue-secret-key-", ".txt");
      file.toFile().deleteOnExit();
      return Files.writeString(file, SecretBox.newKey());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
