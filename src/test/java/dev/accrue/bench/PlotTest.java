package dev.accrue.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/// Browsers show nothing of a plot that is not well-formed.
class PlotTest {

  @TempDir Path directory;

  private static Element read(Path file) throws Exception {
    return DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  @Test
  void aLineMayHaveAWidthOfItsOwn() throws Exception {
    Path file = directory.resolve("plot.svg");
    double[] numbers = {1, 2, 3};
    Plot.Line wide = new Plot.Line("wide", "stroke=\"red\" stroke-width=\"4\"", numbers, numbers);
    Plot.Line other = new Plot.Line("other", "stroke=\"blue\"", numbers, numbers);

    new Plot("title", "step", "loss", List.of(wide, other)).write(file);

    Element first = (Element) read(file).getElementsByTagName("polyline").item(0);
    assertThat(first.getAttribute("stroke-width")).isEqualTo("4");
  }

  @Test
  void plotsOfTheDocumentsAreWellFormed() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("docs/images"))) {
      List<Path> plots = files.filter(file -> file.toString().endsWith(".svg")).toList();
      assertThat(plots).isNotEmpty();
      for (Path plot : plots) {
        assertThatCode(() -> read(plot)).as(plot.toString()).doesNotThrowAnyException();
      }
    }
  }
}
