package io.landfall.catalogue;

import io.landfall.index.MetadataGaps;
import io.landfall.landsat.LandsatScene;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An index of scenes without metadata, as a map. */
final class InMemoryMetadataGaps implements MetadataGaps {
  final Map<String, LandsatScene> scenes = new TreeMap<>();
  final Map<String, MetadataFinding> findings = new TreeMap<>();

  @Override
  public long count() {
    return nextPage(Optional.empty(), Integer.MAX_VALUE).size();
  }

  @Override
  public List<LandsatScene> nextPage(Optional<LandsatScene> after, int limit) {
    List<LandsatScene> open = new ArrayList<>(scenes.values());
    open.removeIf(scene -> findings.containsKey(scene.id()));
    after.ifPresent(last -> open.removeIf(s -> !s.acquired().isBefore(last.acquired())));
    open.sort(Comparator.comparing(LandsatScene::acquired).reversed());
    return open.subList(0, Math.min(limit, open.size()));
  }

  @Override
  public void close() {}

  @Override
  public void save(List<MetadataFinding> found) {
    found.forEach(finding -> findings.put(finding.id(), finding));
  }

  @Override
  public long forgetMissing() {
    int before = findings.size();
    findings.values().removeIf(finding -> finding instanceof MetadataFinding.NoMetadataFound);
    return before - findings.size();
  }
}
