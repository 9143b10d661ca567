package io.landfall.pool;

import java.util.Locale;

/**
 * The pools of a node, those of callers first. Work of one kind never waits for a thread that
 * another kind holds.
 */
public enum PoolName {
  /** Whose token it is: every call of the API begins with that. */
  TOKENS,
  /** Bodies of requests are read: their JSON, and whether the areas in it are valid. */
  BODIES,
  /**
   * The lists of exports and of ingest runs that callers ask for: short questions to the database.
   */
  LISTS,
  /** What is new of the exports that somebody follows: one short question to the database. */
  LIVE,
  /** Projects, tools, scenes and delivery configurations: short questions to the database. */
  WORKSPACE,
  /** Headers of files that scenes of one's own are made of: waits for disks and hosts. */
  REGISTRATION,
  /** Files with areas that users send are read: up to seconds of a processor each. */
  AREAS,
  /** Downloads are counted: short questions to the database. */
  METERING,
  /** Files of an embedded store are read for callers: waits for the disk. */
  DOWNLOADS,
  /** Map tiles that the node keeps on its disk are read: waits for the disk at most. */
  TILEFILE,
  /** The journal is read for auditors, and signed: long reads of the database. */
  AUDIT,
  /** What is due to webhooks is read and written. */
  WEBHOOKS,
  /** Hosts of webhooks are looked up; a name server may take a minute for it. */
  LOOKUPS,
  /** Destinations are asked whether they would take a file: short calls of hosts of others. */
  PROBES,
  /** What keeps exports going whatever callers do: those that have not ended are read. */
  UPKEEP,
  /** Searches of the index, within {@code landfall.search.timeout} each. */
  SEARCHES,
  /** Answers of Planet and of the tide service are read. */
  BROKER,
  /**
   * Scenes of plans are looked up, and the headers of their files: waits for disks, hosts and the
   * index.
   */
  SCENES,
  /** Requests become plans: geometry is computed, blocks of scenes are read where it takes them. */
  PLANNING,
  /** Estimates: plans that nobody keeps, and parts of their outputs rendered on trial. */
  ESTIMATES,
  /** What maps show is planned: headers of scenes are read, values counted. */
  LAYERS,
  /**
   * Map tiles are rendered, and values under points and in areas: reads of scenes, milliseconds.
   */
  TILES,
  /** Headers of finished files are put together. */
  HEADERS,
  /** Bodies of uploads are hashed. */
  UPLOADS,
  /** Finished files are read back, hashed and written to local folders. */
  DELIVERY,
  /** Buckets of users are asked: waits for their hosts. */
  BUCKETS,
  /**
   * Files go to Dropbox: each holds a thread until it is there or Dropbox lets it wait for long.
   */
  DROPBOX,
  /** What ended deliveries have left at Dropbox is looked up: short calls of it. */
  LEFTOVERS,
  /** Items and thumbnails beside a finished file. */
  SIDECARS,
  /** PNG and JPEG of finished files: seconds to minutes of a processor each. */
  IMAGES;

  /**
   * Returns whether somebody waits for an answer; the rest {@linkplain ThreadNiceness steps back}.
   */
  boolean isForCallers() {
    return compareTo(SCENES) < 0;
  }

  /**
   * Returns whether somebody looks at a map meanwhile, who should not wait for slow work of others.
   */
  boolean isForMaps() {
    return this == LAYERS || this == TILES;
  }

  /** Returns the name in settings, metrics and names of threads: {@code planning}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
