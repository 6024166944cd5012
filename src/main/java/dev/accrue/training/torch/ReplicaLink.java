package dev.accrue.training.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;
import java.util.function.Predicate;

/// The way between the model that is trained and a replica of it; all tensors of a kind in one
/// call. A replica on another device gets the model's parameters before each window, one on the
/// same device shares their memory. Buffers are its own from the window's beginning to its end,
/// when what it changed in them comes to the model: counters (whole numbers) by what it added,
/// statistics (floating point) by its share of the change. A buffer that nobody changes, such as a
/// mask or a table of positions, keeps its bits.
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
            def share(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor]) -> int:
              for i in range(torch.len(targets)):
                _0 = torch.set_(targets[i], torch.detach(sources[i]))
              return torch.len(targets)
            def beside(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor]) -> List[Tensor]:
              moved = annotate(List[Tensor], [])
              for i in range(torch.len(targets)):
                _0 = torch.append(moved, torch.to(sources[i], ops.prim.device(targets[i])))
              return moved
            def add(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor]) -> int:
              if torch.gt(torch.len(targets), 0):
                torch._foreach_add_(targets, (self).beside(targets, sources))
              return torch.len(targets)
            def count(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor], bases: List[Tensor]) -> int:
              moved = (self).beside(targets, sources)
              for i in range(torch.len(targets)):
                _0 = torch.add_(targets[i], torch.sub(moved[i], bases[i]))
              return torch.len(targets)
            def changes(self: __torch__.ReplicaLink, sources: List[Tensor], \
          bases: List[Tensor]) -> List[Tensor]:
              moved = (self).beside(bases, sources)
              changes = annotate(List[Tensor], [])
              for i in range(torch.len(bases)):
                same = torch.eq(moved[i], bases[i])
                change = torch.masked_fill(torch.sub(moved[i], bases[i]), same, 0)
                _0 = torch.append(changes, change)
              return changes
            def scale(self: __torch__.ReplicaLink, targets: List[Tensor], \
          bases: List[Tensor], share: float) -> int:
              changes = (self).changes(targets, bases)
              for i in range(torch.len(targets)):
                _0 = torch.copy_(targets[i], torch.add(bases[i], changes[i], alpha=share))
              return torch.len(targets)
            def add_share(self: __torch__.ReplicaLink, targets: List[Tensor], \
          sources: List[Tensor], bases: List[Tensor], share: float) -> int:
              changes = (self).changes(sources, bases)
              for i in range(torch.len(targets)):
                _0 = torch.add_(targets[i], changes[i], alpha=share)
              return torch.len(targets)
          """);

  private final PtSymbolBlock program;
  private final TrainableModel itself;
  private final Side model;
  private final Side replica;
  private final boolean shared;

  /// The model's buffers as they were before the window.
  private final IValue statisticsBefore;

  private final IValue countersBefore;

  /// One model's tensors as arguments. Parameters are detached, since autograd lets nobody write to
  /// those that it tracks.
  private record Side(
      IValue parameters, IValue gradients, IValue buffers, IValue statistics, IValue counters)
      implements AutoCloseable {

    static Side of(PtSymbolBlock program, TrainableModel model) {
      try (IValue tracked = NamedArray.list(model.parameters())) {
        return new Side(
            IValueUtils.runMethod(program, "detach", tracked),
            NamedArray.list(model.gradients()),
            NamedArray.list(model.buffers()),
            NamedArray.list(ofType(model.buffers(), DataType::isFloating)),
            NamedArray.list(ofType(model.buffers(), DataType::isInteger)));
      }
    }

    @Override
    public void close() {
      parameters.close();
      gradients.close();
      buffers.close();
      statistics.close();
      counters.close();
    }
  }

  /// @param model that is trained
  /// @param replica of the same program
  /// @param shared whether the replica gives up its parameters' memory and takes the model's, which
  ///   has to be on its device
  public ReplicaLink(
      TorchRuntime runtime, TrainableModel model, TrainableModel replica, boolean shared) {
    this.program = runtime.load(PROGRAM);
    this.itself = replica;
    this.shared = shared;
    if (shared) {
      try (IValue targets = NamedArray.list(replica.parameters());
          IValue sources = NamedArray.list(model.parameters())) {
        run("share", targets, sources);
      }
    }
    this.model = Side.of(program, model);
    this.replica = Side.of(program, replica);
    List<NamedArray> before = model.rememberedBuffers();
    this.statisticsBefore = NamedArray.list(ofType(before, DataType::isFloating));
    this.countersBefore = NamedArray.list(ofType(before, DataType::isInteger));
  }

  private static List<NamedArray> ofType(List<NamedArray> buffers, Predicate<DataType> types) {
    return buffers.stream().filter(buffer -> types.test(buffer.array().getDataType())).toList();
  }

  /// Gives the replica what the model has.
  public void copyToReplica() {
    if (!shared) {
      run("copy", replica.parameters(), model.parameters());
    }
    run("copy", replica.buffers(), model.buffers());
  }

  /// Adds the replica's gradients to the model's and clears them, and counts what it counted.
  public void addToModel() {
    if (!itself.gradientsReleased()) {
      run("add", model.gradients(), replica.gradients());
    }
    run("count", model.counters(), replica.counters(), countersBefore);
    clearReplica();
  }

  /// Leaves the model's statistics a share of what it changed in them itself.
  public void scaleModelStatistics(double share) {
    try (IValue argument = IValue.from(share)) {
      run("scale", model.statistics(), statisticsBefore, argument);
    }
  }

  /// Adds a share of what the replica changed to the model's statistics.
  public void addStatistics(double share) {
    try (IValue argument = IValue.from(share)) {
      run("add_share", model.statistics(), replica.statistics(), statisticsBefore, argument);
    }
  }

  /// Forgets what the replica did.
  public void clearReplica() {
    itself.clearGradients();
  }

  private void run(String method, IValue... arguments) {
    IValueUtils.runMethod(program, method, arguments).close();
  }

  @Override
  public void close() {
    model.close();
    replica.close();
    statisticsBefore.close();
    countersBefore.close();
    program.close();
  }
}
