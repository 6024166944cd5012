package dev.accrue.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.format.DatasetInspection.ClassCount;
import dev.accrue.format.DatasetInspection.Kind;
import dev.accrue.format.DatasetInspection.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectorTest {

  @TempDir Path directory;

  @Test
  void infersTheColumnsOfATable() throws Exception {
    DatasetInspection table =
        inspect(
            Format.CSV,
            """
            age,colour,note
            30,red,"says ""hello"", leaves"
            ,blue,NA
            40.5,red,x
            """);
    assertThat(table.samples()).isEqualTo(3);
    assertThat(table.parts()).extracting(Part::name).containsExactly("age", "colour", "note");
    Part age = table.parts().getFirst();
    assertThat(age.kind()).isEqualTo(Kind.NUMBER);
    assertThat(age.missing()).isEqualTo(1);
    assertThat(age.min()).isEqualTo(30);
    assertThat(age.max()).isEqualTo(40.5);
    assertThat(age.mean()).isEqualTo(35.25);
    assertThat(table.parts().get(1).kind()).isEqualTo(Kind.CATEGORY);
    assertThat(table.parts().get(1).classes())
        .containsExactly(new ClassCount("red", 2), new ClassCount("blue", 1));
    assertThat(table.preview().getFirst()).containsExactly("30", "red", "says \"hello\", leaves");
    assertThat(table.preview().get(1)).containsExactly(null, "blue", null);
  }

  @Test
  void manyDifferentValuesAreText() throws Exception {
    StringBuilder csv = new StringBuilder("\ufeffid;x\n");
    for (int row = 0; row <= Limits.STANDARD.categories(); row++) {
      csv.append("name").append(row).append(";1\n");
    }
    DatasetInspection table = inspect(Format.CSV, csv.toString());
    assertThat(table.parts()).extracting(Part::kind).containsExactly(Kind.TEXT, Kind.NUMBER);
    assertThat(table.parts().getFirst().name()).isEqualTo("id");
    assertThat(table.preview()).hasSize(Limits.STANDARD.previewRows());
  }

  @Test
  void looksIntoJsonLinesWithFieldsThatComeAndGo() throws Exception {
    DatasetInspection table =
        inspect(
            Format.JSON_LINES,
            """
            {"text": "good", "label": 1}

            {"label": 0, "text": "bad", "extra": [1, 2]}
            """);
    assertThat(table.samples()).isEqualTo(2);
    assertThat(table.parts()).extracting(Part::name).containsExactly("text", "label", "extra");
    assertThat(table.preview().get(1)).containsExactly("bad", "0", "[1,2]");
    assertThat(table.parts().get(2).missing()).isEqualTo(1);
  }

  @Test
  void looksIntoTextAndArrays() throws Exception {
    DatasetInspection text = inspect(Format.TEXT, "one\ntwo \u00e4\n");
    assertThat(text.samples()).isEqualTo(11);
    assertThat(text.parts().getFirst().present()).isEqualTo(10);
    assertThat(text.preview()).hasSize(2);
    Path file =
        Files.write(
            directory.resolve("file"), new byte[] {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4});
    DatasetInspection array = Inspector.inspect(file, Format.IDX, Limits.STANDARD);
    assertThat(array.samples()).isEqualTo(2);
    assertThat(array.sampleShape()).containsExactly(2L);
    assertThat(array.parts().getFirst().mean()).isEqualTo(2.5);
    assertThat(array.preview().getFirst()).containsExactly("1 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          CSV        | a,b~1             | Record 2 has 1 fields
          CSV        | a,a~1,2           | there twice
          CSV        | a,~1,2            | empty
          CSV        | a,b               | no rows
          JSON_LINES | [1]               | line 1 is not a JSON object
          JSON_LINES | {"a": 1}~{"a":    | line 2 is not JSON
          JSON_LINES | {}                | no objects with fields
          """)
  void refusesWhatIsNotATable(Format format, String content, String reason) {
    assertThatThrownBy(() -> inspect(format, content.replace('~', '\n')))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesWhatIsNotUtf8AndFieldsWithoutEnd() throws Exception {
    for (Format format : new Format[] {Format.CSV, Format.JSON_LINES, Format.TEXT}) {
      Path file = Files.write(directory.resolve("bad"), new byte[] {'a', '\n', (byte) 0xff});
      assertThatThrownBy(() -> Inspector.inspect(file, format, Limits.STANDARD))
          .isInstanceOf(FormatException.class);
    }
    assertThatThrownBy(() -> inspect(Format.CSV, "a\n\"" + "x".repeat(2 << 20)))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> inspect(Format.JSON_LINES, "x".repeat(2 << 20)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("longer than");
  }

  private DatasetInspection inspect(Format format, String content) throws Exception {
    Path file = Files.write(directory.resolve("file"), content.getBytes(StandardCharsets.UTF_8));
    return Inspector.inspect(file, format, Limits.STANDARD);
  }
}
