package io.landfall.raster;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * What arrays take of the heap. The collector G1 gives an array of half a region or more regions of
 * its own: with regions of 1 MiB, as a heap of 1.5 GiB has, a block of 512 x 512 samples of 16 bits
 * takes twice its size.
 */
final class HeapRegions {
  private static final int ARRAY_HEADER = 16;

  /** In bytes; 0: the collector has none. */
  private static final long REGION = region();

  private HeapRegions() {}

  private static long region() {
    try {
      var vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return vm != null && Boolean.parseBoolean(vm.getVMOption("UseG1GC").getValue())
          ? Long.parseLong(vm.getVMOption("G1HeapRegionSize").getValue())
          : 0;
    } catch (IllegalArgumentException otherVirtualMachine) {
      return 0;
    }
  }

  /** Returns what an array of so many bytes takes. */
  static long taken(long arrayBytes) {
    return taken(arrayBytes, REGION);
  }

  /** Returns what it takes where regions are so large; 0: there are none. */
  static long taken(long arrayBytes, long region) {
    long bytes = arrayBytes + ARRAY_HEADER;
    return region == 0 || bytes < region / 2 ? bytes : (bytes + region - 1) / region * region;
  }
}
