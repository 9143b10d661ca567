package io.landfall.estimate;

import io.landfall.export.ExpectedAmount;
import io.landfall.model.plan.ExportPlan;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How long an export takes: its plan, its pixels, and all else, each as long as it took exports
 * that have ended lately. What these do not tell, the sample does; without either, it is what is
 * usual.
 */
final class SecondsEstimate {
  /** They do if the largest is so many times the smallest. */
  private static final double SPREAD = 4;

  /** And they do not for one so many times larger than the largest. */
  private static final double MAX_BEYOND = 2;

  private static final double FACTOR_OF_RATES = 2;
  private static final double FACTOR_OF_SAMPLE = 2.5;
  private static final double FACTOR_OF_DEFAULTS = 5;

  /** A million values, rendered and compressed. */
  private static final double USUAL_SECONDS_OF_MEGA_SAMPLES = 0.06;

  private static final double USUAL_RENDER_LATENCY = 0.3;

  /** A million values, read back, hashed and described. */
  private static final double USUAL_REST_OF_MEGA_SAMPLES = 0.02;

  private final List<MeasuredExport> recent;
  private final int slots;
  private final double usualRestSeconds;

  /**
   * Makes it ready.
   *
   * @param slots tasks that the cluster renders at a time, at least 1
   * @param usualRestSeconds what an export takes besides its pixels where nothing was measured
   */
  SecondsEstimate(List<MeasuredExport> recent, int slots, double usualRestSeconds) {
    this.recent = recent;
    this.slots = slots;
    this.usualRestSeconds = usualRestSeconds;
  }

  /**
   * Estimates.
   *
   * @param planSeconds what it has just taken to plan the same; the second time much is in memory
   */
  ExpectedAmount of(ExportPlan plan, EncodedSample sample, double planSeconds) {
    WorkKind kind = WorkKind.of(plan);
    List<MeasuredExport> alike = recent.stream().filter(one -> one.kind().equals(kind)).toList();
    List<MeasuredExport> sameEnd =
        recent.stream().filter(one -> one.kind().isImage() == kind.isImage()).toList();
    double size = PlanSize.megaSamples(plan);
    double perSlot = size / Math.min(slots, plan.layout().tasks().size());
    boolean hasRates = tellRate(alike, this::megaSamplesOfSlot, perSlot);
    double pixelsOfValue = PlanSize.touchedPixels(plan) / 1e9 / Math.max(size, 1e-9);
    LineFit render =
        fit(
            alike.isEmpty() ? recent : alike,
            this::megaSamplesOfSlot,
            MeasuredExport::renderSeconds,
            sample.isEmpty() ? USUAL_SECONDS_OF_MEGA_SAMPLES : sample.renderNanos() * pixelsOfValue,
            USUAL_RENDER_LATENCY,
            hasRates);
    LineFit rest =
        fit(
            sameEnd,
            MeasuredExport::megaSamples,
            MeasuredExport::restSeconds,
            kind.isImage() && !sample.isEmpty()
                ? sample.imageNanos() * pixelsOfValue
                : USUAL_REST_OF_MEGA_SAMPLES,
            usualRestSeconds,
            tellRate(sameEnd, MeasuredExport::megaSamples, size));
    double seconds =
        Math.max(planSeconds / 2, usualPlanSeconds()) + render.at(perSlot) + rest.at(size);
    return ExpectedAmount.within(
        factor(hasRates, sample), seconds, basis(hasRates, alike.size(), sample));
  }

  /** Returns how long exports waited for their plans lately. */
  private double usualPlanSeconds() {
    if (recent.isEmpty()) {
      return 0;
    }
    double[] seconds = recent.stream().mapToDouble(MeasuredExport::planSeconds).toArray();
    return seconds.length < LineFit.FEW ? LineFit.lowerQuartile(seconds) : LineFit.median(seconds);
  }

  private double factor(boolean hasRates, EncodedSample sample) {
    if (hasRates) {
      return FACTOR_OF_RATES;
    }
    return sample.isEmpty() || recent.size() < LineFit.FEW ? FACTOR_OF_DEFAULTS : FACTOR_OF_SAMPLE;
  }

  private String basis(boolean hasRates, int alike, EncodedSample sample) {
    if (hasRates) {
      return "%d exports of the same kind that ended lately".formatted(alike);
    }
    String pixels =
        sample.isEmpty()
            ? "what is usual"
            : "%d parts of the output, rendered on trial".formatted(sample.windows());
    return recent.isEmpty()
        ? pixels + "; no export has been measured here"
        : pixels
            + "; %d exports of other kinds or sizes that ended lately".formatted(recent.size());
  }

  private double megaSamplesOfSlot(MeasuredExport one) {
    return one.megaSamples() / Math.min(slots, one.tasks());
  }

  /** Tells whether exports are enough, and differ enough, to tell a rate for one of a size. */
  private static boolean tellRate(
      List<MeasuredExport> exports, ToDoubleFunction<MeasuredExport> sizes, double wanted) {
    double least = exports.stream().mapToDouble(sizes).min().orElse(0);
    double most = exports.stream().mapToDouble(sizes).max().orElse(0);
    return exports.size() >= LineFit.FEW && most >= least * SPREAD && wanted <= most * MAX_BEYOND;
  }

  private static LineFit fit(
      List<MeasuredExport> exports,
      ToDoubleFunction<MeasuredExport> sizes,
      ToDoubleFunction<MeasuredExport> seconds,
      double usualSlope,
      double usualIntercept,
      boolean tellRate) {
    if (exports.isEmpty()) {
      return new LineFit(usualIntercept, usualSlope);
    }
    double[] x = exports.stream().mapToDouble(sizes).toArray();
    double[] y = exports.stream().mapToDouble(seconds).toArray();
    if (!tellRate) {
      return LineFit.withSlope(x, y, usualSlope);
    }
    // one knows the cluster, the other the scenes: errors of both shrink
    return LineFit.withSlope(x, y, Math.sqrt(LineFit.through(x, y).slope() * usualSlope));
  }
}
