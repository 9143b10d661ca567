package io.landfall.api;

import io.landfall.model.Aoi;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspacePage;
import io.landfall.workspace.area.AreaStore;
import io.landfall.workspace.area.KeptArea;
import io.landfall.workspace.area.KeptArea.AreaBox;
import io.landfall.workspace.area.KeptArea.AreaEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Areas in memory, in pages of a cursor that is the number of the next. */
final class MemoryAreas implements AreaStore {
  private final Map<String, KeptArea> areas = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Supplier<Instant> clock;

  MemoryAreas(Supplier<Instant> clock) {
    this.clock = clock;
  }

  /** Keeps a triangle, and returns its id. */
  UUID add(String owner) {
    return put(owner, "triangle", new Aoi(new double[][][][] {{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}))
        .id();
  }

  @Override
  public AreaEntry put(String owner, String name, Aoi area) {
    UUID id =
        UUID.nameUUIDFromBytes(
            (owner + Arrays.deepToString(area.coordinates())).getBytes(StandardCharsets.UTF_8));
    var box = area.toGeometry().getEnvelopeInternal();
    AreaEntry entry =
        new AreaEntry(
            id,
            name,
            new AreaBox(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY()),
            area.coordinates().length,
            area.toGeometry().getNumPoints(),
            clock.get(),
            clock.get().plus(Duration.ofDays(30)));
    areas.put(owner + " " + id, new KeptArea(entry, area));
    return entry;
  }

  @Override
  public Optional<KeptArea> find(String owner, UUID id) {
    return Optional.ofNullable(areas.get(owner + " " + id));
  }

  @Override
  public WorkspacePage<AreaEntry> list(String owner, PageRequest page) {
    List<AreaEntry> own = new ArrayList<>();
    areas.forEach(
        (key, area) -> {
          if (key.startsWith(owner + " ")) {
            own.add(0, area.entry());
          }
        });
    int from = page.after() == null ? 0 : Integer.parseInt(page.after());
    int to = Math.min(own.size(), from + page.limit());
    return new WorkspacePage<>(
        own.subList(from, to), to < own.size() ? Integer.toString(to) : null);
  }

  @Override
  public boolean delete(String owner, UUID id) {
    return areas.remove(owner + " " + id) != null;
  }
}
