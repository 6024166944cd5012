package dev.accrue.training.data;

import dev.accrue.training.model.Draws;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The samples of a split, in any order and as often as wanted. Read by several threads at once;
/// what a sample looks like is a function of its number and, where training varies it, of draws.
public interface SampleSource {

  /// Stands for a masked element of a target, as in PyTorch.
  long MASKED = -100;

  /// The split's name in the spec, for messages.
  String name();

  /// How many samples.
  int size();

  /// What the features look like.
  FeatureLayout features();

  /// What the targets look like; one per task.
  List<TargetLayout> targets();

  /// Whether making a sample takes so long that several threads should do it, as decoding images
  /// does. Only such samples are given draws.
  default boolean isDecoded() {
    return false;
  }

  /// How many places a sample of variable length has; the first extent of the others.
  int length(int sample);

  /// Target elements that count: those that are not masked.
  ///
  /// @param target its index in `targets`
  /// @param ignoreIndex a class that does not count, or `MASKED`
  int targetElements(int target, int sample, long ignoreIndex);

  /// The class of a sample; for targets of the kind `CLASS` only.
  long targetClass(int target, int sample);

  /// Writes a sample's features: real numbers in the model's precision, tokens as 64-bit integers,
  /// row-major, in the machine's byte order.
  ///
  /// @param variation draws for random crops and the like; null in evaluation
  void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into);

  /// Writes a sample's target likewise.
  void writeTarget(int target, int sample, ByteBuffer into);
}
