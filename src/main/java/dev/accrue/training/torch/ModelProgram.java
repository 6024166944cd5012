package dev.accrue.training.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model as an archive that libtorch loads, whose root has the methods that training calls.
public interface ModelProgram {

  /// A name for files.
  String name();

  /// Writes the archive as a new file.
  void writeTo(Path file) throws IOException;

  /// The program for others to open, as a file of [dev.accrue.format.ProgramTemplate]: without its
  /// tensors, and for a user's module without what training puts around it.
  byte[] template() throws IOException;

  /// The names of the parameters, in the order of the program's method `parameters`.
  List<String> parameterNames();

  /// The names of the buffers, in the order of the program's method `buffers`.
  List<String> bufferNames();

  /// How many tasks have a method `output_N` that computes nothing for the others; 0 for none.
  default int taskMethods() {
    return 0;
  }

  /// Whether it has `before_draws` and `from_draws`, which one after the other compute what
  /// `output_0` does, and of which the second alone draws at random.
  default boolean splitsAtDraws() {
    return false;
  }

  /// A linear layer at which the graph of autograd is cut: of the parameters and of what reached it
  /// nothing is known to autograd behind it.
  ///
  /// @param weight the name of its weights
  /// @param bias the name of its bias
  record Cut(String weight, @Nullable String bias) {}

  /// Where it is cut, in the order of a forward. Such a program has the methods of training, which
  /// are `outputs`, `output_N` and the parts around draws, once more with `cut_` before their
  /// names: they return behind their outputs, for each cut on the way, what reached it, what left
  /// it and the detached weights.
  default List<Cut> cuts() {
    return List.of();
  }

  /// How many samples a forward that is cut may have: what is copied on the way is small beside the
  /// weights then.
  default long mostSamplesOfCuts() {
    return 0;
  }
}
