package dev.accrue.architecture;

/// A layer that cannot take what comes before it; whoever knows its place in the spec turns this
/// into an `ArchitectureException`.
final class ShapeMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String setting;
  private final String problem;
  private final String fix;

  /// @param setting of the layer that is at fault; empty for the layer as a whole
  ShapeMismatchException(String setting, String problem, String fix) {
    super(problem + "; " + fix);
    this.setting = setting;
    this.problem = problem;
    this.fix = fix;
  }

  ArchitectureException at(String field) {
    return new ArchitectureException(
        setting.isEmpty() ? field : field + "." + setting, problem, fix);
  }
}
