package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;

/// The way between the model that is trained and a replica of it, which may be on another device;
/// all tensors of a kind in one call. Between two windows a replica has the model's parameters and
/// buffers, but its counters (whole-numbered buffers) and gradients are clear, so that what it adds
/// in a window can be added to the model's.
public final class ReplicaLink implements AutoCloseable {

  /// libtorch's calls over lists do not take empty ones.
  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "ReplicaLink",
          """
          class ReplicaLink(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def detach(self: __torch__.ReplicaLink, tensors: List[Tensor]) -> List[Tensor]:
              detached = annotate(List[Tensor], [])
              for i in range(torch.len(tensors)):
                _0 = torch.append(detached, torch.detach(tensors[i]))
              return detached
            def copy(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor]) -> int:
              if torch.gt(torch.len(targets), 0):
                torch._foreach_copy_(targets, sources)
              return torch.len(targets)
            def beside(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor]) -> List[Tensor]:
              moved = annotate(List[Tensor], [])
              for i in range(torch.len(targets)):
                _0 = torch.append(moved, torch.to(sources[i], ops.prim.device(targets[i])))
              return moved
            def zero(self: __torch__.ReplicaLink, targets: List[Tensor]) -> int:
              if torch.gt(torch.len(targets), 0):
                torch._foreach_zero_(targets)
              return torch.len(targets)
            def add(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor]) -> int:
              if torch.gt(torch.len(targets), 0):
                torch._foreach_add_(targets, (self).beside(targets, sources))
              return torch.len(targets)
            def scale(self: __torch__.ReplicaLink, targets: List[Tensor], share: float) -> int:
              if torch.gt(torch.len(targets), 0):
                torch._foreach_mul_(targets, share)
              return torch.len(targets)
            def add_share(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor], share: float) -> int:
              if torch.gt(torch.len(targets), 0):
                torch._foreach_add_(targets, (self).beside(targets, sources), alpha=share)
              return torch.len(targets)
          """);

  private final PtSymbolBlock program;
  private final TrainableModel itself;
  private final Side model;
  private final Side replica;

  /// One model's tensors as arguments. Parameters are detached, since autograd lets nobody write to
  /// those that it tracks.
  private record Side(IValue parameters, IValue gradients, IValue statistics, IValue counters)
      implements AutoCloseable {

    static Side of(PtSymbolBlock program, TrainableModel model) {
      try (IValue tracked = NamedArray.list(model.parameters())) {
        return new Side(
            IValueUtils.runMethod(program, "detach", tracked),
            NamedArray.list(model.gradients()),
            NamedArray.list(buffers(model, false)),
            NamedArray.list(buffers(model, true)));
      }
    }

    private static List<NamedArray> buffers(TrainableModel model, boolean whole) {
      return model.buffers().stream()
          .filter(buffer -> buffer.array().getDataType().isInteger() == whole)
          .toList();
    }

    @Override
    public void close() {
      parameters.close();
      gradients.close();
      statistics.close();
      counters.close();
    }
  }

  /// @param model that is trained
  /// @param replica whose counters become 0
  public ReplicaLink(TorchRuntime runtime, TrainableModel model, TrainableModel replica) {
    this.program = runtime.load(PROGRAM);
    this.itself = replica;
    this.model = Side.of(program, model);
    this.replica = Side.of(program, replica);
    run("zero", this.replica.counters());
  }

  /// Gives the replica what the model has.
  public void copyToReplica() {
    run("copy", replica.parameters(), model.parameters());
    run("copy", replica.statistics(), model.statistics());
  }

  /// Adds the replica's gradients and counters to the model's, and clears them.
  public void addToModel() {
    if (!itself.gradientsReleased()) {
      run("add", model.gradients(), replica.gradients());
    }
    run("add", model.counters(), replica.counters());
    clearReplica();
  }

  /// Makes the model's statistics its share of an average.
  public void scaleModelStatistics(double share) {
    try (IValue argument = IValue.from(share)) {
      run("scale", model.statistics(), argument);
    }
  }

  /// Adds the replica's share of the average to the model's statistics.
  public void addStatistics(double share) {
    try (IValue argument = IValue.from(share)) {
      run("add_share", model.statistics(), replica.statistics(), argument);
    }
  }

  /// Forgets what the replica did.
  public void clearReplica() {
    itself.clearGradients();
    run("zero", replica.counters());
  }

  private void run(String method, IValue... arguments) {
    IValueUtils.runMethod(program, method, arguments).close();
  }

  @Override
  public void close() {
    model.close();
    replica.close();
    program.close();
  }
}
