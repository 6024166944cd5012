package dev.accrue.training.loop;

import dev.accrue.training.script.SafeTensorsWriter;
import dev.accrue.training.script.UserModule;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Files that other programs open, from the tensors of a checkpoint.
public final class ModelExport {

  private ModelExport() {}

  /// A checkpoint's parameters and buffers by the names that they have in the model.
  ///
  /// @param checkpoint by the names that tensors have there
  public static SequencedMap<String, TensorValue> modelTensors(
      Map<String, TensorValue> checkpoint) {
    SequencedMap<String, TensorValue> tensors = new LinkedHashMap<>();
    checkpoint.forEach((name, value) -> {
      if (name.startsWith(TrainingTensors.MODEL)) {
        tensors.put(name.substring(TrainingTensors.MODEL.length()), value);
      }
    });
    return tensors;
  }

  /// Writes the weights as safetensors.
  public static void writeSafeTensors(Map<String, TensorValue> checkpoint, Path target)
      throws IOException {
    SafeTensorsWriter.write(modelTensors(checkpoint), target);
  }

  /// Writes a user's module with the checkpoint's weights, as `torch.jit.load` opens it: the
  /// program is the one that was uploaded, without what Accrue put around it.
  public static void writeTorchScript(
      UserModule module, Map<String, TensorValue> checkpoint, Path target) throws IOException {
    module.export(modelTensors(checkpoint), target);
  }
}
