package io.landfall.chaos;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;

/**
 * How many pods the autoscaler of Kubernetes would have: as its documentation gives the formula for
 * an external metric with an average value, without the pauses that a test has no time for.
 *
 * @param tasksPerPod target of the metric
 * @param fewest pods; 0 where KEDA does it
 */
record Autoscaler(double tasksPerPod, int fewest, int most) {
  /** Changes below this part of the target are none. */
  private static final double TOLERANCE = 0.1;

  static Autoscaler of(HorizontalPodAutoscalerSpec spec) {
    var target = spec.getMetrics().get(0).getExternal().getTarget();
    return new Autoscaler(
        target.getAverageValue().getNumericalAmount().doubleValue(),
        spec.getMinReplicas(),
        spec.getMaxReplicas());
  }

  Autoscaler between(int least, int highest) {
    return new Autoscaler(tasksPerPod, least, highest);
  }

  /**
   * @param metric sum over all pods that have it
   * @param now pods that are there
   */
  int wanted(double metric, int now) {
    boolean isClose = now > 0 && Math.abs(metric / (tasksPerPod * now) - 1) <= TOLERANCE;
    int pods = isClose ? now : (int) Math.ceil(metric / tasksPerPod);
    return Math.min(most, Math.max(fewest, pods));
  }
}
