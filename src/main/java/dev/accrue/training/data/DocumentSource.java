package dev.accrue.training.data;

import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Texts of variable length in mapped files: one of all tokens, one of where each text begins and
/// what is to be predicted of it. Longer texts are cut; an empty one is a single token 0.
final class DocumentSource implements SampleSource {

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final String name;
  private final int size;
  private final TokenFile tokens;
  private final MemorySegment index;
  private final int longest;
  private final List<TableEncoding.Target> encodings;
  private final ElementType type;
  private final FeatureLayout features;
  private final List<TargetLayout> targets;

  private DocumentSource(
      String name,
      int size,
      TokenFile tokens,
      MemorySegment index,
      int longest,
      List<TableEncoding.Target> encodings,
      ElementType type) {
    this.name = name;
    this.size = size;
    this.tokens = tokens;
    this.index = index;
    this.longest = longest;
    this.encodings = List.copyOf(encodings);
    this.type = type;
    List<Long> shape = List.of((long) longest);
    this.features = new FeatureLayout(FeatureLayout.Kind.TOKENS, shape, true, tokens.vocabulary());
    TargetLayout next =
        new TargetLayout("next token", TargetLayout.Kind.TOKENS, shape, tokens.vocabulary());
    this.targets =
        encodings.isEmpty()
            ? List.of(next)
            : encodings.stream().map(target -> target.encoding().layout()).toList();
  }

  /// Writes a split and opens what was written.
  ///
  /// @param longest tokens of a sample at most
  /// @param targets none to predict the next tokens
  static DocumentSource write(
      TableFormat.Rows split,
      String text,
      Tokenizer tokenizer,
      int longest,
      List<TableEncoding.Target> targets,
      ElementType type,
      Path work)
      throws IOException {
    Path tokenFile = Files.createTempFile(work, "tokens", ".bin");
    Path indexFile = Files.createTempFile(work, "index", ".bin");
    int column = split.table().columns().indexOf(split.column(text).name());
    int[] targetColumns =
        targets.stream()
            .mapToInt(t -> split.table().columns().indexOf(split.column(t.column()).name()))
            .toArray();
    long[] rows = new long[1];
    try (TokenWriter writer = new TokenWriter(tokenFile);
        DataOutputStream index =
            new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(indexFile), 1 << 16))) {
      split
          .table()
          .forEachRow(values -> {
            index.writeLong(writer.written());
            rows[0]++;
            for (int target = 0; target < targetColumns.length; target++) {
              index.writeLong(
                  targets
                      .get(target)
                      .encoding()
                      .encode(values[targetColumns[target]], split.split(), rows[0]));
            }
            encode(values[column], tokenizer, longest + 1, writer);
          });
      index.writeLong(writer.written());
    }
    return new DocumentSource(
        split.split(),
        (int) rows[0],
        TokenFile.ofShorts(tokenFile, tokenizer.vocabulary()),
        TokenFile.map(indexFile),
        longest,
        targets,
        type);
  }

  private static void encode(
      @Nullable String text, Tokenizer tokenizer, int most, TokenWriter writer) {
    long before = writer.written();
    Tokenizer.Encoder encoder =
        tokenizer.encoder(token -> {
          if (writer.written() < before + most) {
            writer.write(token);
          }
        });
    for (byte next : text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8)) {
      encoder.add(next);
    }
    encoder.end();
    if (writer.written() == before) {
      writer.write(0);
    }
  }

  private long record(int sample) {
    return sample * (long) Long.BYTES * (1 + encodings.size());
  }

  private long first(int sample) {
    return index.get(LONG, record(sample));
  }

  private int stored(int sample) {
    return (int) (first(sample + 1) - first(sample));
  }

  private long raw(int target, int sample) {
    return index.get(LONG, record(sample) + Long.BYTES * (1L + target));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public FeatureLayout features() {
    return features;
  }

  @Override
  public List<TargetLayout> targets() {
    return targets;
  }

  /// A text whose own next tokens are predicted ends before its last.
  @Override
  public int length(int sample) {
    int wanted = encodings.isEmpty() ? stored(sample) - 1 : stored(sample);
    return Math.clamp(wanted, 1, longest);
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    if (!encodings.isEmpty()) {
      return encodings.get(target).encoding().elements(raw(target, sample), ignoreIndex);
    }
    int counted = 0;
    for (int place = 0; place < length(sample); place++) {
      long value = next(sample, place);
      counted += value == MASKED || value == ignoreIndex ? 0 : 1;
    }
    return counted;
  }

  private long next(int sample, int place) {
    return place + 1 < stored(sample) ? tokens.at(first(sample) + place + 1) : MASKED;
  }

  @Override
  public long targetClass(int target, int sample) {
    return raw(target, sample);
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    long from = first(sample);
    int length = length(sample);
    for (int place = 0; place < length; place++) {
      into.putLong(tokens.at(from + place));
    }
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    if (encodings.isEmpty()) {
      int length = length(sample);
      for (int place = 0; place < length; place++) {
        into.putLong(next(sample, place));
      }
    } else {
      encodings.get(target).encoding().write(raw(target, sample), type, into);
    }
  }
}
