package io.landfall.raster.jp2.tile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Goes through the packets of a tile as they come. Source: ISO/IEC 15444-1, B.12. */
final class PacketOrder {
  private static final int LAYERS_FIRST = 0;
  private static final int RESOLUTIONS_FIRST = 1;
  private static final int RESOLUTIONS_THEN_POSITIONS = 2;
  private static final int POSITIONS_FIRST = 3;
  private static final int COMPONENTS_FIRST = 4;

  private final TileResolution[][] resolutions;

  /** Takes one packet. */
  interface Packets {
    /** Takes a layer of a precinct; returns whether more are wanted. */
    boolean packet(TileResolution resolution, int precinct, int layer)
        throws PacketBits.EndException;
  }

  private record Place(TileResolution resolution, int precinct, long position) {}

  /** Takes the resolutions by component. */
  PacketOrder(TileResolution[][] resolutions) {
    this.resolutions = resolutions;
  }

  /** Goes through the packets of one order; returns whether more are wanted. */
  boolean visit(TileCoding.Order order, Packets packets) throws PacketBits.EndException {
    int most = 0;
    for (int component = order.component(); component < order.componentEnd(); component++) {
      most = Math.max(most, resolutions[component].length);
    }
    int end = Math.min(most, order.resolutionEnd());
    switch (order.progression()) {
      case LAYERS_FIRST -> {
        for (int layer = 0; layer < order.layerEnd(); layer++) {
          for (int resolution = order.resolution(); resolution < end; resolution++) {
            if (!visitLayer(order, resolution, layer, packets)) {
              return false;
            }
          }
        }
        return true;
      }
      case RESOLUTIONS_FIRST -> {
        for (int resolution = order.resolution(); resolution < end; resolution++) {
          for (int layer = 0; layer < order.layerEnd(); layer++) {
            if (!visitLayer(order, resolution, layer, packets)) {
              return false;
            }
          }
        }
        return true;
      }
      case RESOLUTIONS_THEN_POSITIONS -> {
        for (int resolution = order.resolution(); resolution < end; resolution++) {
          List<Place> places = new ArrayList<>();
          for (int i = order.component(); i < order.componentEnd(); i++) {
            addPlaces(i, resolution, resolution + 1, places);
          }
          if (!visitPlaces(order, places, packets)) {
            return false;
          }
        }
        return true;
      }
      case POSITIONS_FIRST -> {
        List<Place> places = new ArrayList<>();
        for (int i = order.component(); i < order.componentEnd(); i++) {
          addPlaces(i, order.resolution(), end, places);
        }
        return visitPlaces(order, places, packets);
      }
      case COMPONENTS_FIRST -> {
        for (int i = order.component(); i < order.componentEnd(); i++) {
          List<Place> places = new ArrayList<>();
          addPlaces(i, order.resolution(), end, places);
          if (!visitPlaces(order, places, packets)) {
            return false;
          }
        }
        return true;
      }
      default ->
          throw new IllegalArgumentException(
              "packets in order %d, which there is not".formatted(order.progression()));
    }
  }

  private boolean visitLayer(TileCoding.Order order, int index, int layer, Packets packets)
      throws PacketBits.EndException {
    for (int component = order.component(); component < order.componentEnd(); component++) {
      if (index < resolutions[component].length) {
        TileResolution resolution = resolutions[component][index];
        for (int precinct = 0; precinct < resolution.precincts(); precinct++) {
          if (!packets.packet(resolution, precinct, layer)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private void addPlaces(int component, int from, int end, List<Place> places) {
    for (int index = from; index < Math.min(end, resolutions[component].length); index++) {
      TileResolution resolution = resolutions[component][index];
      for (int precinct = 0; precinct < resolution.precincts(); precinct++) {
        places.add(new Place(resolution, precinct, resolution.position(precinct)));
      }
    }
  }

  /** Those of one position stay in the order that they were added in. */
  private static boolean visitPlaces(TileCoding.Order order, List<Place> places, Packets packets)
      throws PacketBits.EndException {
    places.sort(Comparator.comparingLong(Place::position));
    for (Place place : places) {
      for (int layer = 0; layer < order.layerEnd(); layer++) {
        if (!packets.packet(place.resolution(), place.precinct(), layer)) {
          return false;
        }
      }
    }
    return true;
  }
}
