package io.landfall.plan;

import io.landfall.model.SampleType;
import java.util.List;

/** Chooses a sample type that holds others. */
final class SampleTypes {
  private static final List<SampleType> INTEGERS =
      List.of(
          SampleType.UINT8,
          SampleType.INT8,
          SampleType.UINT16,
          SampleType.INT16,
          SampleType.UINT32,
          SampleType.INT32);

  private SampleTypes() {}

  /** Returns the smallest type that holds every value of {@code types} exactly. */
  static SampleType widest(List<SampleType> types) {
    if (types.stream().allMatch(type -> type == types.get(0))) {
      return types.get(0);
    }
    if (types.stream().anyMatch(SampleType::isFloating)) {
      return types.stream().allMatch(SampleType::fitsInFloat)
          ? SampleType.FLOAT32
          : SampleType.FLOAT64;
    }
    double min = types.stream().mapToDouble(SampleType::min).min().orElseThrow();
    double max = types.stream().mapToDouble(SampleType::max).max().orElseThrow();
    return INTEGERS.stream()
        .filter(type -> type.min() <= min && type.max() >= max)
        .findFirst()
        .orElse(SampleType.FLOAT64);
  }
}
