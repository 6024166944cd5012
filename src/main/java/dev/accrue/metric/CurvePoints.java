package dev.accrue.metric;

import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;

/// Reads every point of curves, a few blocks at a time: between two queries a slow reader holds no
/// connection and little memory.
@Component
class CurvePoints {

  private static final int BLOCKS_AT_ONCE = 64;

  private final CurveStore store;
  private final BlockStore blocks;

  CurvePoints(CurveStore store, BlockStore blocks) {
    this.store = store;
    this.blocks = blocks;
  }

  /// Writes the curves' points, curve by curve in order.
  void write(List<Curve> curves, PointWriter writer) throws IOException {
    for (Curve curve : curves) {
      for (Stretch stretch : curve.stretches()) {
        write(stretch, writer);
      }
    }
  }

  private void write(Stretch stretch, PointWriter writer) throws IOException {
    FreshPoints pending = store.findPending(List.of(stretch));
    long written = stretch.first() - 1;
    long next = Block.number(stretch.first());
    for (List<Block> found = find(stretch, next); !found.isEmpty(); found = find(stretch, next)) {
      for (Block block : found) {
        for (Point point : block.points().toList()) {
          if (stretch.contains(point.optimizerStep())) {
            writer.write(stretch.name(), point);
            written = point.optimizerStep();
          }
        }
      }
      next = found.getLast().key().block() + 1;
    }
    for (Point point : pending.after(stretch.seriesId(), written)) {
      writer.write(stretch.name(), point);
    }
  }

  private List<Block> find(Stretch stretch, long firstBlock) {
    return firstBlock > Block.number(stretch.last())
        ? List.of()
        : blocks.findPointsAfter(stretch.seriesId(), -1, firstBlock, BLOCKS_AT_ONCE);
  }
}
