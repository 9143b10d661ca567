package io.landfall.model.cloud;

import java.util.ArrayList;
import java.util.List;

/**
 * How the quality bands of sensors tell what is in a pixel. Source: the USGS' product guides of
 * Landsat's levels 1 and 2, and ESA's of Sentinel-2.
 */
public enum QualityScheme {
  LANDSAT_2("QA_PIXEL of Landsat Collection 2") {
    @Override
    Bits bits(CloudClass wanted) {
      return switch (wanted) {
        case FILL -> Bits.flag(0);
        case DILATED -> Bits.flag(1);
        case CIRRUS -> Bits.flagWithConfidence(2, 14);
        case CLOUD -> Bits.flagWithConfidence(3, 8);
        case SHADOW -> Bits.flagWithConfidence(4, 10);
        case SNOW -> Bits.flagWithConfidence(5, 12);
        case WATER -> Bits.flag(7);
        case SATURATED, DARK, UNCLASSIFIED -> Bits.UNTOLD;
      };
    }
  },
  LANDSAT_1("pixel_qa of Landsat Collection 1, level 2") {
    @Override
    Bits bits(CloudClass wanted) {
      return switch (wanted) {
        case FILL -> Bits.flag(0);
        case WATER -> Bits.flag(2);
        case SHADOW -> Bits.flag(3);
        case SNOW -> Bits.flag(4);
        case CLOUD -> Bits.flagWithConfidence(5, 6);
        case CIRRUS -> Bits.confidence(8);
        case DILATED, SATURATED, DARK, UNCLASSIFIED -> Bits.UNTOLD;
      };
    }
  },
  LANDSAT_1_LEVEL_1("BQA of Landsat Collection 1, level 1") {
    @Override
    Bits bits(CloudClass wanted) {
      return switch (wanted) {
        case FILL -> Bits.flag(0);
        case CLOUD -> Bits.flagWithConfidence(4, 5);
        case SHADOW -> Bits.confidence(7);
        case SNOW -> Bits.confidence(9);
        case CIRRUS -> Bits.confidence(11);
        case DILATED, WATER, SATURATED, DARK, UNCLASSIFIED -> Bits.UNTOLD;
      };
    }
  },
  LANDSAT_PRE_COLLECTION("BQA of Landsat before collections") {
    @Override
    Bits bits(CloudClass wanted) {
      return switch (wanted) {
        case FILL -> Bits.flag(0);
        case WATER -> Bits.confidence(4);
        case SNOW -> Bits.confidence(10);
        case CIRRUS -> Bits.confidence(12);
        case CLOUD -> Bits.confidence(14);
        case DILATED, SHADOW, SATURATED, DARK, UNCLASSIFIED -> Bits.UNTOLD;
      };
    }
  },
  SENTINEL_2("SCL of Sentinel-2") {
    @Override
    Bits bits(CloudClass wanted) {
      throw new IllegalStateException("SCL has classes, not bits");
    }

    @Override
    public List<BitTest> tests(CloudClass wanted, CloudConfidence confidence) {
      return switch (wanted) {
        case FILL -> List.of(BitTest.classes(0, 0));
        case SATURATED -> List.of(BitTest.classes(1, 1));
        case DARK -> List.of(BitTest.classes(2, 2));
        case SHADOW -> List.of(BitTest.classes(3, 3));
        case WATER -> List.of(BitTest.classes(6, 6));
        case UNCLASSIFIED -> List.of(BitTest.classes(7, 7));
        case CLOUD -> List.of(BitTest.classes(confidence == CloudConfidence.HIGH ? 9 : 8, 9));
        case CIRRUS -> List.of(BitTest.classes(10, 10));
        case SNOW -> List.of(BitTest.classes(11, 11));
        case DILATED -> List.of();
      };
    }
  };

  private final String label;

  QualityScheme(String label) {
    this.label = label;
  }

  /**
   * Where a class stands.
   *
   * @param flag its bit; -1: it has none
   * @param confidence the lower of the two bits of its confidence; -1: it has none
   */
  record Bits(int flag, int confidence) {
    static final Bits UNTOLD = new Bits(-1, -1);

    static Bits flag(int bit) {
      return new Bits(bit, -1);
    }

    static Bits confidence(int shift) {
      return new Bits(-1, shift);
    }

    static Bits flagWithConfidence(int bit, int shift) {
      return new Bits(bit, shift);
    }
  }

  abstract Bits bits(CloudClass wanted);

  /** Returns which band of which products it is, for messages. */
  public String label() {
    return label;
  }

  /**
   * Returns how to find a class: a pixel is of it if any of the tests matches; empty: the band does
   * not tell it.
   *
   * @param confidence as {@link CloudMask#confidence}
   */
  public List<BitTest> tests(CloudClass wanted, CloudConfidence confidence) {
    Bits bits = bits(wanted);
    List<BitTest> tests = new ArrayList<>();
    if (bits.flag() >= 0) {
      tests.add(BitTest.flag(bits.flag()));
    }
    if (bits.confidence() >= 0 && (confidence != null || bits.flag() < 0)) {
      tests.add(BitTest.confidence(bits.confidence(), confidence));
    }
    return tests;
  }
}
