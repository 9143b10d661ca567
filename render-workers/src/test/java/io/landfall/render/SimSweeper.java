package io.landfall.render;

import io.landfall.model.ExportId;
import io.landfall.render.Leftovers.Standing;
import io.landfall.render.Leftovers.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks now and then for what nobody needs, by the real rule: lists, asks, then removes. */
final class SimSweeper {
  private static final Duration INTERVAL = Duration.ofSeconds(40);
  private static final Leftovers RULE = new Leftovers(Duration.ofSeconds(30), Duration.ofHours(20));

  private final SimWorld world;

  SimSweeper(SimWorld world) {
    this.world = world;
  }

  void start() {
    world.time.in(
        INTERVAL,
        () -> {
          things().forEach(this::ask);
          start();
        });
  }

  private List<Thing> things() {
    List<Thing> things = new ArrayList<>();
    world.bucket.objects.forEach(
        (key, thing) -> things.add(new Thing(key, null, thing.bytes(), thing.written())));
    world
        .bucket
        .uploads
        .values()
        .forEach(upload -> things.add(new Thing(upload.key(), upload.id(), 0, upload.begun())));
    return things;
  }

  private void ask(Thing thing) {
    if (RULE.isSuspect(thing, world.time.clock())) {
      world.time.in(world.time.latency(), () -> remove(thing));
    }
  }

  private void remove(Thing thing) {
    ExportId id = Leftovers.owner(thing.key()).orElseThrow();
    Optional<Standing> standing = world.laws.standing(id);
    if (RULE.isLeft(thing, standing, world.time.clock())) {
      world.time.in(
          world.time.latency(),
          () -> {
            if (thing.uploadId() != null) {
              world.bucket.abort(thing.uploadId());
            } else {
              world.bucket.delete(thing.key());
            }
          });
    }
  }
}
