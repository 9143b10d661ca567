package io.landfall.estimate;

import io.landfall.export.ExpectedAmount;
import io.landfall.model.plan.ExportPlan;
import java.util.List;

/**
 * How long an export takes, from the request to its end, waits included: its {@link ExportWork} in
 * the seconds that exports have needed for theirs lately. Of these the newest tell how busy the
 * cluster is, and so does the trial; without either, it is what is usual.
 */
final class SecondsEstimate {
  /** Exports tell the time of pixels if the largest is so many times the smallest. */
  private static final double SPREAD = 4;

  /** And they do not for one so many times larger than the largest. */
  private static final double MAX_BEYOND = 2;

  /** An export counts half as much as one that ended so many later. */
  private static final double HALF_LIFE = 2.5;

  /** Seconds of a trial for those of the same pixels in an export, which reads them cold. */
  private static final double TRIAL_SHARE = 0.8;

  /** What a trial takes besides its pixels, as {@link ExportWork} counts. */
  private static final double TRIAL_FIXED = 0.25;

  /** How much the trial counts, next to what exports took. */
  private static final double TRIAL_WEIGHT = 0.35;

  /** A trial this much faster or slower, as a logarithm, says no more. */
  private static final double MAX_TRIAL = 1.5;

  private static final double LEAST_TRIAL_SECONDS = 0.005;

  /** Seconds of a unit of pixels where nothing tells: job A of src/bench, on two cores. */
  private static final double USUAL_PIXELS = 0.05;

  /** Times the median deviation: nine in ten are within, the next one being less sure. */
  private static final double DEVIATIONS = 3;

  private static final double LEAST_FACTOR = 1.8;
  private static final double FACTOR_OF_SAMPLE = 2.5;
  private static final double FACTOR_OF_DEFAULTS = 5;

  private final List<MeasuredExport> recent;
  private final int slots;
  private final double usualSeconds;

  /**
   * Makes it ready.
   *
   * @param recent exports that have ended lately, the newest first
   * @param slots tasks that the cluster renders at a time, at least 1
   * @param usualSeconds what the smallest export takes where nothing was measured
   */
  SecondsEstimate(List<MeasuredExport> recent, int slots, double usualSeconds) {
    this.recent = recent;
    this.slots = slots;
    this.usualSeconds = usualSeconds;
  }

  /**
   * Estimates.
   *
   * @param planSeconds what it has just taken to plan the same; the second time much is in memory
   */
  ExpectedAmount of(ExportPlan plan, EncodedSample sample, double planSeconds) {
    double size = PlanSize.megaSamples(plan);
    double sizeOfSlot = size / Math.min(slots, plan.layout().tasks().size());
    ExportWork work = ExportWork.of(WorkKind.of(plan), size, sizeOfSlot);
    boolean tellRate = tellRate(sizeOfSlot);
    LineFit line = line(tellRate);
    double[] residuals =
        recent.stream().mapToDouble(one -> Math.log(one.seconds() / at(line, work(one)))).toArray();
    double level = Math.exp(newestMean(residuals));
    double trialSeconds =
        sample.renderNanos()
            * PlanSize.touchedPixels(plan)
            / 1e9
            * sizeOfSlot
            / Math.max(size, 1e-9);
    double seconds;
    double expected =
        TRIAL_SHARE * level * (line.slope() * work.render() + line.intercept() * TRIAL_FIXED);
    if (sample.isEmpty()) {
      seconds = level * at(line, work) * Math.sqrt(Math.max(1, trialSeconds / expected));
    } else if (tellRate) {
      seconds = level * at(line, work) * trialFactor(trialSeconds, expected);
    } else {
      // a unit of small exports is mostly fixed work, and tells nothing of many pixels
      double rest = Math.min(line.slope(), USUAL_PIXELS) * work.rest();
      seconds = level * (line.intercept() * work.fixed() + rest) + trialSeconds / TRIAL_SHARE;
    }
    return ExpectedAmount.within(
        factor(tellRate, sample, residuals), seconds + planSeconds / 2, basis(tellRate, sample));
  }

  private ExportWork work(MeasuredExport one) {
    return ExportWork.of(one.kind(), one.megaSamples(), sizeOfSlot(one));
  }

  private double sizeOfSlot(MeasuredExport one) {
    return one.megaSamples() / Math.min(slots, one.tasks());
  }

  private static double at(LineFit line, ExportWork work) {
    return work.fixed() * line.at(work.pixels() / work.fixed());
  }

  /** Tells whether exports are enough, and differ enough, to tell the time of pixels. */
  private boolean tellRate(double wanted) {
    double least = recent.stream().mapToDouble(this::sizeOfSlot).min().orElse(0);
    double most = recent.stream().mapToDouble(this::sizeOfSlot).max().orElse(0);
    return recent.size() >= LineFit.FEW && most >= least * SPREAD && wanted <= most * MAX_BEYOND;
  }

  /** Returns the seconds of a unit of fixed work, and of one of pixels. */
  private LineFit line(boolean tellRate) {
    if (recent.isEmpty()) {
      return new LineFit(usualSeconds, USUAL_PIXELS);
    }
    List<ExportWork> works = recent.stream().map(this::work).toList();
    double[] pixels = works.stream().mapToDouble(one -> one.pixels() / one.fixed()).toArray();
    double[] seconds = new double[pixels.length];
    double[] units = new double[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      seconds[i] = recent.get(i).seconds() / works.get(i).fixed();
      units[i] = seconds[i] / (1 + pixels[i]);
    }
    LineFit fitted = LineFit.through(pixels, seconds);
    double unit = LineFit.median(units);
    return tellRate && fitted.intercept() > 0 && fitted.slope() > 0
        ? fitted
        : new LineFit(unit, unit);
  }

  /** Returns the mean in which the newest, which are first, count most. */
  private static double newestMean(double[] values) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < values.length; i++) {
      double weight = Math.pow(0.5, i / HALF_LIFE);
      sum += weight * values[i];
      weights += weight;
    }
    return weights == 0 ? 0 : sum / weights;
  }

  private static double trialFactor(double seconds, double expected) {
    double faster = Math.log(Math.max(seconds, LEAST_TRIAL_SECONDS) / expected);
    return Math.exp(TRIAL_WEIGHT * Math.max(-MAX_TRIAL, Math.min(MAX_TRIAL, faster)));
  }

  private double factor(boolean tellRate, EncodedSample sample, double[] residuals) {
    if (residuals.length < LineFit.FEW) {
      return FACTOR_OF_DEFAULTS;
    }
    double middle = LineFit.median(residuals);
    double[] deviations = residuals.clone();
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = Math.abs(deviations[i] - middle);
    }
    double least =
        tellRate ? LEAST_FACTOR : sample.isEmpty() ? FACTOR_OF_DEFAULTS : FACTOR_OF_SAMPLE;
    double measured = Math.exp(DEVIATIONS * LineFit.median(deviations));
    return Math.max(least, Math.min(FACTOR_OF_DEFAULTS, measured));
  }

  private String basis(boolean tellRate, EncodedSample sample) {
    if (tellRate) {
      return "%d exports that ended lately, of all kinds%s"
          .formatted(recent.size(), sample.isEmpty() ? "" : ", and parts rendered on trial");
    }
    String pixels =
        sample.isEmpty()
            ? "what is usual"
            : "%d parts of the output, rendered on trial".formatted(sample.windows());
    return recent.isEmpty()
        ? pixels + "; no export has been measured here"
        : pixels + "; %d exports of other sizes that ended lately".formatted(recent.size());
  }
}
