package dev.accrue.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBoxTest {

  private static final byte[] PLAIN = "correct horse".getBytes(UTF_8);
  private static final byte[] PLACE = "team_secret 1".getBytes(UTF_8);

  @TempDir Path folder;
  private Path key = Path.of("");

  @BeforeEach
  void writeKey() throws IOException {
    key = newKeyFile("key");
  }

  @Test
  void opensWhatItSealedAndShowsNothingOfIt() {
    byte[] sealed = box(key).seal(PLAIN, PLACE);

    assertThat(box(key).open(sealed, PLACE)).isEqualTo(PLAIN);
    assertThat(sealed).hasSize(PLAIN.length + SecretBox.OVERHEAD_BYTES);
    assertThat(new String(sealed, UTF_8)).doesNotContain("horse");
  }

  @Test
  void neverSealsTheSameBytesAlike() {
    assertThat(box(key).seal(PLAIN, PLACE)).isNotEqualTo(box(key).seal(PLAIN, PLACE));
  }

  @Test
  void opensAndSealsNothingAtAll() {
    byte[] sealed = box(key).seal(new byte[0], PLACE);

    assertThat(box(key).open(sealed, PLACE)).isEmpty();
  }

  @Test
  void doesNotOpenWhatWasMovedElsewhere() {
    byte[] sealed = box(key).seal(PLAIN, PLACE);

    assertThatExceptionOfType(UnsealableException.class)
        .isThrownBy(() -> box(key).open(sealed, "team_secret 2".getBytes(UTF_8)));
  }

  @Test
  void doesNotOpenWhatWasChangedInAnyBit() {
    byte[] sealed = box(key).seal(PLAIN, PLACE);

    for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThatExceptionOfType(RuntimeException.class)
          .as("bit %d", bit)
          .isThrownBy(() -> box(key).open(changed, PLACE))
          .isInstanceOfAny(UnsealableException.class, ProblemException.class);
    }
  }

  @Test
  void doesNotOpenWhatIsTooShort() {
    byte[] sealed = box(key).seal(new byte[0], PLACE);

    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatExceptionOfType(UnsealableException.class)
          .isThrownBy(() -> box(key).open(cut, PLACE));
    }
  }

  @Test
  void opensWithAnOldKeyAndSealsWithTheNewOne() throws IOException {
    byte[] old = box(key).seal(PLAIN, PLACE);
    SecretBox rotated = box(newKeyFile("newer"), key);

    assertThat(rotated.open(old, PLACE)).isEqualTo(PLAIN);
    assertThat(rotated.hasCurrentKey(old)).isFalse();
    assertThat(rotated.findMissingKey(old)).isEmpty();
    byte[] again = rotated.seal(PLAIN, PLACE);
    assertThat(rotated.hasCurrentKey(again)).isTrue();
    assertThat(box(key).findMissingKey(again)).isPresent();
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> box(key).open(again, PLACE))
        .withMessageContaining(box(key).findMissingKey(again).orElseThrow())
        .withMessageContaining("accrue.secrets.key-file");
  }

  @Test
  void saysWhatToDoWithoutAKey() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> box(null).seal(PLAIN, PLACE))
        .withMessageContaining("accrue.secrets.key-file")
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(ProblemCode.NO_SECRET_KEY));
  }

  @Test
  void refusesFilesThatAreNotKeysWithoutShowingThem() throws IOException {
    String shortKey = Base64.getEncoder().encodeToString(new byte[16]);
    for (String text : List.of("", "not/a-key!", shortKey)) {
      Path file = Files.writeString(folder.resolve("wrong"), text);
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> box(file))
          .withMessageContaining("wrong does not hold a key")
          .withMessageContaining("openssl rand -base64 32")
          .withNoCause();
    }
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> box(folder.resolve("absent")))
        .withMessageContaining("absent");
  }

  private Path newKeyFile(String name) throws IOException {
    return Files.writeString(folder.resolve(name), SecretBox.newKey() + "\n");
  }

  private static SecretBox box(@Nullable Path keyFile, Path... oldKeyFiles) {
    return new SecretBox(new SecretProperties(keyFile, List.of(oldKeyFiles)));
  }
}
