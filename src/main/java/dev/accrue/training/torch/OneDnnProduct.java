package dev.accrue.training.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtSymbolBlock;
import dev.accrue.architecture.Code;
import org.jspecify.annotations.Nullable;

/// Finds out whether libtorch was built with the operator that multiplies by oneDNN: a program that
/// names another one is refused when it is loaded.
final class OneDnnProduct {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "OneDnnProduct",
          """
          class OneDnnProduct(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def product(self: __torch__.OneDnnProduct, one: Tensor, other: Tensor) -> Tensor:
              return %s
          """
              .formatted(Code.product("one", "other")));

  private static @Nullable Boolean known;

  private OneDnnProduct() {}

  static synchronized boolean isKnown(TorchRuntime runtime) {
    if (known == null) {
      known = loads(runtime);
    }
    return known;
  }

  private static boolean loads(TorchRuntime runtime) {
    try (PtSymbolBlock _ = runtime.load(PROGRAM)) {
      return true;
    } catch (EngineException e) {
      return false;
    }
  }
}
