package dev.accrue.training.data;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.TextSpec;
import dev.accrue.training.TrainingRefusedException;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Plain text: what comes next at each place is to be predicted.
final class TextFormat extends SplitFormat<TextFormat.Text> {

  private final SplitFiles files;
  private final TextSpec spec;
  private final int tasks;

  TextFormat(SplitFiles files, DataSpec data, int tasks) {
    this.files = files;
    this.spec = required(data.text(), data.dataset());
    this.tasks = tasks;
  }

  /// A split as read.
  record Text(String split, TokenFile tokens) {}

  static TextSpec required(@Nullable TextSpec text, String dataset) {
    if (text == null) {
      throw new TrainingRefusedException(
          "data set %s is text; write data.text with a tokenizer and a sequenceLength"
              .formatted(dataset));
    }
    return text;
  }

  @Override
  Text read(String split) throws IOException, InterruptedException {
    SplitFiles.Fetched file = files.fetch(split, "SAMPLES");
    Text text = new Text(split, TokenFile.ofBytes(file.path()));
    if (size(text) == 0) {
      throw new TrainingRefusedException(
          "split %s has %d tokens, fewer than one sample of %d and the token after it; lower sequenceLength or upload a longer text"
              .formatted(split, text.tokens().size(), spec.sequenceLength()));
    }
    return text;
  }

  @Override
  int size(Text text) {
    return TextSource.windows(text.tokens().size(), spec.sequenceLength());
  }

  @Override
  boolean isSequence() {
    return true;
  }

  @Override
  Function<Text, SampleSource> fit(Text train, int[] rows) {
    return text -> new TextSource(text.split(), text.tokens(), spec.sequenceLength(), tasks);
  }
}
