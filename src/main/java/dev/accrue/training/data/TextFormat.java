package dev.accrue.training.data;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.TextSpec;
import dev.accrue.training.TrainingRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Plain text: what comes next at each place is to be predicted.
final class TextFormat extends SplitFormat<TextFormat.Text> {

  private final SplitFiles files;
  private final DataSpec data;
  private final TextSpec spec;
  private final int tasks;
  private @Nullable Tokenizer tokenizer;

  TextFormat(SplitFiles files, DataSpec data, int tasks) {
    this.files = files;
    this.data = data;
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
    TokenFile bytes = TokenFile.ofBytes(file.path());
    Text text =
        new Text(
            split,
            switch (spec.tokenizer()) {
              case BYTES -> bytes;
              case BPE -> pairs(file, bytes);
            });
    if (size(text) == 0) {
      throw new TrainingRefusedException(
          "split %s has %d tokens, fewer than one sample of %d and the token after it; lower sequenceLength or upload a longer text"
              .formatted(split, text.tokens().size(), spec.sequenceLength()));
    }
    return text;
  }

  /// Learns pairs on the first split that is read, which is trained on, without what is held out.
  private TokenFile pairs(SplitFiles.Fetched text, TokenFile bytes) throws IOException {
    Tokenizer learnt = tokenizer == null ? learnt(text, bytes) : tokenizer;
    tokenizer = learnt;
    Path file = Files.createTempFile(files.work(), "tokens", ".bin");
    try (TokenWriter writer = new TokenWriter(file)) {
      Tokenizer.Encoder encoder = learnt.encoder(writer::write);
      for (long place = 0; place < bytes.size(); place++) {
        encoder.add((byte) bytes.at(place));
      }
      encoder.end();
    }
    return TokenFile.ofShorts(file, learnt.vocabulary());
  }

  private Tokenizer learnt(SplitFiles.Fetched text, TokenFile bytes) throws IOException {
    double heldOut = Objects.requireNonNullElse(data.validationFraction(), 0.0);
    long trained = (long) (bytes.size() * (1 - heldOut));
    KeptPairs kept = KeptPairs.of(text, trained, spec.vocabulary());
    Optional<PairMerges> before = kept.find();
    PairMerges merges = before.isPresent() ? before.get() : learn(bytes, trained);
    if (before.isEmpty()) {
      kept.keep(merges);
    }
    return new Tokenizer.Pairs(merges, spec.vocabulary());
  }

  private PairMerges learn(TokenFile bytes, long trained) {
    PairTrainer trainer = new PairTrainer();
    long place = 0;
    while (place < trained && trainer.add((byte) bytes.at(place))) {
      place++;
    }
    return trainer.train(spec.vocabulary());
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
