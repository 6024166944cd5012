package dev.accrue.metric;

import dev.accrue.api.job.CurveView;
import dev.accrue.api.job.XAxis;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Reads curves in buckets, whatever they are drawn over.
@Component
class CurveReader {

  private final CurveStore store;
  private final CurveEntries entries;

  CurveReader(CurveStore store, CurveEntries entries) {
    this.store = store;
    this.entries = entries;
  }

  /// The curves, by job and name. One without a point in the part that is asked for is there with
  /// no bucket; one that does not exist is not.
  List<CurveView> read(CurveQuery query) {
    List<Curve> curves = Curve.of(store.findStretches(query.jobIds(), query.names()));
    List<Curve> parts =
        query.axis() == XAxis.OPTIMIZER_STEP
            ? curves.stream().map(it -> it.within(query.first(), query.last())).toList()
            : partsOverOtherAxis(curves, query);
    List<List<Bucket>> buckets = entries.read(parts, query.buckets());
    List<CurveView> views = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      List<Bucket> shown = buckets.get(i).stream().filter(query::shows).toList();
      views.add(CurveColumns.of(parts.get(i), Buckets.atMost(query.buckets(), shown)));
    }
    return views;
  }

  /// Reads the curves once to see between which optimizer steps the parts lie. Samples and time
  /// grow with them.
  private List<Curve> partsOverOtherAxis(List<Curve> curves, CurveQuery query) {
    if (query.from() == null && query.to() == null) {
      return curves;
    }
    List<List<Bucket>> buckets = entries.read(curves, query.buckets());
    List<Curve> parts = new ArrayList<>(curves.size());
    for (int i = 0; i < curves.size(); i++) {
      long first = Long.MAX_VALUE;
      long last = Long.MAX_VALUE;
      for (Bucket bucket : buckets.get(i).reversed()) {
        first = query.x(bucket) >= query.first() ? bucket.firstOptimizerStep() : first;
        last = query.x(bucket) >= query.last() ? bucket.optimizerStep() : last;
      }
      parts.add(curves.get(i).within(first, last));
    }
    return parts;
  }
}
