package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.spec.Backward;
import dev.accrue.api.worker.Order;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 3, 11 and 12: a window that does not come to its end leaves no trace.
class DroppedWindowTest {

  @TempDir Path directory;

  @Test
  void aCancelBetweenTwoMicroBatchesDropsTheWindow() throws Exception {
    var job = Jobs.cnn(true, 0).batch(96, 24).spec();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainingSession session =
            TrainingSession.begin(
                runtime, job, 20, Trained.data(job, Mnist.train(), Mnist.few(directory)))) {
      Map<String, TensorValue> before = Trained.tensors(session);
      Recorded recorded = new Recorded();
      recorded.cancelAtQuestion = 3; // before the window, its first and its second micro-batch
      Outcome outcome = session.train(recorded, recorded);

      assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CANCELED);
      assertThat(outcome.state()).isEqualTo(TrainingState.initial());
      assertThat(Trained.tensors(session)).isEqualTo(before);
      assertThat(session.tensors().model().gradientsReleased()).isTrue();
      assertThat(recorded.order).isEqualTo(Order.CANCEL);
    }
  }

  /// The way out of a lack of memory: what was begun is dropped, and the window runs again from its
  /// start with smaller micro-batches.
  @Test
  void aReplayWithAnotherMicroBatchHasTheSameGradient() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Pass whole = Pass.of(runtime, Pass.spec(30, 30), Pass.DATA, Pass.HEADS, Backward.JOINT, 0.5);
      Pass replayed = Pass.replayed(runtime, Pass.spec(30, 20), Pass.HEADS, 7);
      assertThat(replayed.relativeDifference(whole)).isLessThan(1e-5);
      assertThat(replayed.losses().losses().getFirst())
          .isCloseTo(whole.losses().losses().getFirst(), within(1e-5));
    }
  }

  @Test
  void aReplayOfTheSameMicroBatchesIsTheSameBitForBit() throws Exception {
    TwoHeads heads = new TwoHeads(6, 5, 3, 4, ElementType.F32, true, 0.5, true);
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Pass once = Pass.of(runtime, Pass.spec(30, 8), Pass.DATA, heads, Backward.JOINT, 0.5);
      Pass again = Pass.replayed(runtime, Pass.spec(30, 8), heads, 8);
      assertThat(again.relativeDifference(once)).isZero();
      assertThat(again.losses()).isEqualTo(once.losses());
      once.buffers()
          .forEach((name, values) -> assertThat(again.buffers().get(name)).isEqualTo(values));
    }
  }
}
