package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/// What a forward left for one backward, in the scope of its inputs.
///
/// @param outputs one per task, or one
/// @param cuts of each cut on the way, in this order: what reached it, what left it, and the
///   detached weights
public record ForwardPass(NDList outputs, NDList cuts) {

  private static final int TENSORS_OF_A_CUT = 3;

  /// Of a model whose graph is not cut.
  static ForwardPass whole(NDList outputs) {
    return new ForwardPass(outputs, new NDList());
  }

  /// Of what a method of the program returned.
  static ForwardPass of(NDList all, int outputs) {
    return new ForwardPass(
        new NDList(all.subList(0, outputs)), new NDList(all.subList(outputs, all.size())));
  }

  /// Of a pass through these layers and then the others.
  ForwardPass then(ForwardPass others) {
    NDList both = new NDList(cuts);
    both.addAll(others.cuts);
    return new ForwardPass(others.outputs, both);
  }

  /// The only output.
  public NDArray output() {
    return outputs.singletonOrThrow();
  }

  /// What reached the cuts.
  List<NDArray> inputsOfCuts() {
    return ofCuts(0);
  }

  /// What left them.
  List<NDArray> outputsOfCuts() {
    return ofCuts(1);
  }

  /// The detached weights of the layers that lie there.
  List<NDArray> weightsOfCuts() {
    return ofCuts(2);
  }

  private List<NDArray> ofCuts(int place) {
    List<NDArray> tensors = new ArrayList<>();
    for (int index = place; index < cuts.size(); index += TENSORS_OF_A_CUT) {
      tensors.add(cuts.get(index));
    }
    return tensors;
  }

  /// Whether a backward has to go on by hand where the graph ends.
  public boolean isCut() {
    return !cuts.isEmpty();
  }
}
