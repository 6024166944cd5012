package dev.accrue.training.model;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.training.TrainingRefusedException;
import java.util.ArrayList;
import java.util.List;

/// The layer lists of the built-in architectures.
public final class BuiltInModels {

  private static final long KERNEL = 3;
  private static final long POOL = 2;

  private final List<Layer> layers = new ArrayList<>();
  private List<Long> shape;

  private BuiltInModels(List<Long> sampleShape) {
    this.shape = sampleShape;
  }

  /// The layers for samples of this shape, ending in one output per class.
  ///
  /// @throws TrainingRefusedException when the architecture cannot take such samples
  public static List<Layer> layers(
      ModelSpec spec, BatchNormMomentum momentum, List<Long> sampleShape, int classes) {
    BuiltInModels model = new BuiltInModels(sampleShape);
    switch (spec) {
      case ModelSpec.Mlp mlp -> {
        model.add(new Layer.Flatten());
        model.classifier(mlp.hidden(), mlp.dropout(), classes);
      }
      case ModelSpec.Cnn cnn -> {
        model.convolutions(cnn, momentum == BatchNormMomentum.FROZEN);
        model.add(new Layer.Flatten());
        model.classifier(cnn.hidden(), cnn.dropout(), classes);
      }
      default -> throw new TrainingRefusedException("no such architecture yet: " + spec);
    }
    return List.copyOf(model.layers);
  }

  private void convolutions(ModelSpec.Cnn spec, boolean frozen) {
    if (shape.size() != 3) {
      throw new TrainingRefusedException(
          "a cnn takes images of shape [channels, height, width], and the samples have shape %s;"
                  .formatted(shape)
              + " use the architecture mlp");
    }
    for (long channels : spec.channels()) {
      boolean bias = !spec.batchNorm();
      add(new Layer.Conv2d(shape.getFirst(), channels, KERNEL, KERNEL / 2, bias));
      if (spec.batchNorm()) {
        add(new Layer.BatchNorm2d(channels, frozen));
      }
      add(new Layer.Relu());
      add(new Layer.MaxPool2d(POOL));
    }
  }

  private void classifier(List<Integer> hidden, double dropout, int classes) {
    for (long width : hidden) {
      add(new Layer.Linear(shape.getFirst(), width));
      add(new Layer.Relu());
      if (dropout > 0) {
        add(new Layer.Dropout(dropout));
      }
    }
    add(new Layer.Linear(shape.getFirst(), classes));
  }

  private void add(Layer layer) {
    shape = layer.outputShape(shape);
    layers.add(layer);
  }
}
