package io.landfall.system;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What hostile and heavy clients do: each kind at most some seconds long. */
interface HostileClient {
  /** Does once what this kind does. */
  void act(SiegeTarget target, SplittableRandom random) throws IOException;

  /** Returns all kinds. */
  static List<HostileClient> all() {
    return Stream.<HostileClient[]>of(
            HostileConnection.values(), HostileExport.values(), HostileQuery.values())
        .flatMap(Stream::of)
        .toList();
  }
}
