package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/// Calls of programs' methods whose arguments are given back however the call ends.
///
/// DJL has two: `IValueUtils.runMethod`, which leaves the arguments to the caller and always runs
/// in inference mode, and `IValueUtils.forward`, in which autograd can record, and which gives the
/// arguments that it makes back only when the program succeeds. Where memory runs out inside of the
/// program, the tensors that it was given would stay for as long as the process, and the next
/// smaller micro-batch would find less memory than the last. So this goes to what lies below both
/// of them, which DJL does not publish (0.36.0).
final class MethodCall {

  /// `(module, method, arguments, recording) -> result`, all but the names and flags by their
  /// handles.
  private static final MethodHandle RUN;

  /// `handle -> IValue`.
  private static final MethodHandle RESULT;

  static {
    try {
      MethodHandles.Lookup djl =
          MethodHandles.privateLookupIn(IValueUtils.class, MethodHandles.lookup());
      Class<?> library = djl.findClass(IValueUtils.class.getPackageName() + ".PyTorchLibrary");
      MethodHandle run =
          djl.findVirtual(
                  library,
                  "moduleRunMethod",
                  MethodType.methodType(
                      long.class,
                      long.class,
                      String.class,
                      long[].class,
                      boolean.class,
                      boolean.class))
              .bindTo(djl.findStaticVarHandle(library, "LIB", library).get());
      boolean ownStream =
          (boolean) djl.findStaticVarHandle(IValueUtils.class, "CUDA_STREAM", boolean.class).get();
      RUN = MethodHandles.insertArguments(run, 4, ownStream);
      RESULT = djl.findConstructor(IValue.class, MethodType.methodType(void.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private MethodCall() {}

  /// Tensors as an argument `List[Tensor]`.
  static IValue list(List<? extends NDArray> tensors) {
    return IValue.listFrom(tensors.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }

  /// Calls a method that takes tensors.
  ///
  /// @param inputs the arguments, at least one
  /// @param recording whether autograd records what the outputs come from; otherwise they are made
  ///   in inference mode
  /// @return the tensor or tensors that it returns, in the scope of the inputs
  static NDList run(PtSymbolBlock program, String method, NDList inputs, boolean recording) {
    List<IValue> arguments = new ArrayList<>(inputs.size());
    try {
      for (NDArray input : inputs) {
        arguments.add(IValue.from((PtNDArray) input));
      }
      return run(
          program,
          method,
          inputs.getFirst().getManager(),
          recording,
          arguments.toArray(IValue[]::new));
    } finally {
      arguments.forEach(IValue::close);
    }
  }

  /// Calls a method.
  ///
  /// @param scope of what it returns
  /// @param arguments which stay the caller's
  static NDList run(
      PtSymbolBlock program,
      String method,
      NDManager scope,
      boolean recording,
      IValue... arguments) {
    try (IValue result = call(program, method, recording, arguments)) {
      return result.toNDList((PtNDManager) scope);
    }
  }

  /// Calls a method that may return anything.
  ///
  /// @param arguments which stay the caller's
  static IValue call(PtSymbolBlock program, String method, boolean recording, IValue... arguments) {
    long[] handles = new long[arguments.length];
    for (int index = 0; index < handles.length; index++) {
      handles[index] = arguments[index].getHandle();
    }
    long module = program.getHandle();
    try {
      long result = (long) RUN.invokeExact(module, method, handles, recording);
      return (IValue) RESULT.invokeExact(result);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot call the method " + method, e);
    }
  }
}
