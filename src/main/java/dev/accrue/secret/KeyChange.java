package dev.accrue.secret;

import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/// Seals everything again, at the start, that is not under the key that seals now, so that an older
/// key can go. A server that lacks the key of something does not start.
@Component
class KeyChange implements InitializingBean {

  private final List<SealedRows> kept;
  private final SecretBox box;

  KeyChange(List<SealedRows> kept, SecretBox box) {
    this.kept = List.copyOf(kept);
    this.box = box;
  }

  @Override
  public void afterPropertiesSet() {
    List<SealedRow> rows = kept.stream().flatMap(it -> it.findSealed().stream()).toList();
    requireKeys(rows);
    for (SealedRow row : rows) {
      if (!box.hasCurrentKey(row.ciphertext())) {
        byte[] plain = box.open(row.ciphertext(), row.associated());
        row.replace().accept(box.seal(plain, row.associated()));
      }
    }
  }

  private void requireKeys(List<SealedRow> rows) {
    List<String> missing =
        rows.stream()
            .flatMap(row -> box.findMissingKey(row.ciphertext()).stream())
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "the database has secrets that are sealed with keys which this server was not given (%s); name the files of these keys in accrue.secrets.key-file and accrue.secrets.old-key-files"
              .formatted(String.join(", ", missing)));
    }
  }
}
