package dev.accrue.architecture;

/// A model that does not fit its samples, its targets or itself.
public final class ArchitectureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String problem;
  private final String fix;

  /// @param field of the spec, such as `model.layers[3].outputs`
  /// @param problem what is wrong, with the values
  /// @param fix what to write instead
  public ArchitectureException(String field, String problem, String fix) {
    super("%s: %s; %s".formatted(field, problem, fix));
    this.field = field;
    this.problem = problem;
    this.fix = fix;
  }

  /// The field of the spec.
  public String field() {
    return field;
  }

  /// What is wrong.
  public String problem() {
    return problem;
  }

  /// What to write instead.
  public String fix() {
    return fix;
  }
}
