package dev.accrue.training.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

  /// Whether it has `set_threads`, which tells it how many threads compute it.
  default boolean followsThreads() {
    return false;
  }
}
