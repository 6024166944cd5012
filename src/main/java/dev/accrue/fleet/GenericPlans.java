package dev.accrue.fleet;

/// Has PostgreSQL use generic plans, for statements that seek by keys. Left to itself it compares
/// the cost of such a plan, as it was when it first made one, with what it estimates now; while
/// tables grow it then plans most statements anew, which takes ten times as long as to run them.
final class GenericPlans {

  /// An expression for the `RETURNING` of a transaction's first statement, which needs no round
  /// trip of its own: those after it, until the transaction ends, use generic plans.
  static final String FROM_HERE = "set_config('plan_cache_mode', 'force_generic_plan', true)";

  private GenericPlans() {}
}
