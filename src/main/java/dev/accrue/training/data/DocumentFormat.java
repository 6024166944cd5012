package dev.accrue.training.data;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.TextSpec;
import dev.accrue.format.Format;
import dev.accrue.format.Table;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Tables of texts, one per row, of variable length: each with what is to be predicted of it, or
/// where there is no such column with its own next tokens.
final class DocumentFormat extends SplitFormat<TableFormat.Rows> {

  private final SplitFiles files;
  private final Format format;
  private final DataSpec data;
  private final TextSpec spec;
  private final List<WantedTarget> wanted;
  private final ElementType type;

  DocumentFormat(
      SplitFiles files, Format format, DataSpec data, List<WantedTarget> wanted, ElementType type) {
    this.files = files;
    this.format = format;
    this.data = data;
    this.spec = TextFormat.required(data.text(), data.dataset());
    this.wanted = wanted;
    this.type = type;
  }

  @Override
  TableFormat.Rows read(String split) throws IOException, InterruptedException {
    return TableFormat.read(files, format, split);
  }

  @Override
  int size(TableFormat.Rows rows) {
    return (int) rows.summary().rows();
  }

  @Override
  Function<TableFormat.Rows, SampleSource> fit(TableFormat.Rows train, int[] rows) {
    String text = textColumn(train.table());
    try {
      Tokenizer tokenizer = tokenizer(train.table(), text, rows);
      List<TableEncoding.Target> targets = new ArrayList<>();
      for (WantedTarget target : wanted) {
        if (target.name() != null || train.table().columns().size() > 1) {
          targets.add(target(train, target, rows));
        }
      }
      return shown -> {
        try {
          return DocumentSource.write(
              shown, text, tokenizer, spec.sequenceLength(), targets, type, files.work());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String textColumn(Table table) {
    List<String> named = data.features();
    String column = named == null ? "text" : named.getFirst();
    boolean single = table.columns().size() == 1;
    if ((named != null && named.size() > 1) || (!table.columns().contains(column) && !single)) {
      throw new TrainingRefusedException(
          "one column of text is needed, and data.features is %s; name one of %s"
              .formatted(named, table.columns()));
    }
    return single ? table.columns().getFirst() : column;
  }

  private static TableEncoding.Target target(
      TableFormat.Rows train, WantedTarget target, int[] rows) throws IOException {
    String name = train.column(TableFormat.named(target.name(), train)).name();
    int column = train.table().columns().indexOf(name);
    ColumnFit fit = new ColumnFit(train.column(name), train.split());
    TrainedRows.read(train.table(), rows, values -> fit.add(values[column], fit.isSmall()));
    return new TableEncoding.Target(name, fit.target(target));
  }

  private Tokenizer tokenizer(Table table, String text, int[] rows) throws IOException {
    return switch (spec.tokenizer()) {
      case BYTES -> new Tokenizer.Bytes();
      case BPE -> {
        int column = table.columns().indexOf(text);
        PairTrainer trainer = new PairTrainer();
        TrainedRows.read(
            table,
            rows,
            values -> {
              String value = values[column];
              for (byte next :
                  value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8)) {
                trainer.add(next);
              }
              trainer.end();
            });
        yield new Tokenizer.Pairs(trainer.train(spec.vocabulary()), spec.vocabulary());
      }
    };
  }
}
