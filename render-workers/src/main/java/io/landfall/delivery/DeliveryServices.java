package io.landfall.delivery;

import io.landfall.export.CommitFencingCheck;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportQuotas;
import io.landfall.store.ObjectStore;

/**
 * Whom all deliveries of a node need.
 *
 * @param store that holds the files
 * @param targets makes the one of a destination
 * @param guard that images and sidecars are made under
 * @param fencing asked before anything takes its name at the destination
 * @param quotas asked before anything is sent
 */
public record DeliveryServices(
    ObjectStore store,
    ImageMaker images,
    SidecarSource sidecars,
    DeliveryTargetFinder targets,
    CrashGuard guard,
    CommitFencingCheck fencing,
    ExportQuotas quotas) {}
