/**
 * What happens to exports while it happens: one feed an export and node, read from the journal and
 * shared by all who listen there. Knows the journal, and neither routes nor how an event is
 * written. Open {@link io.landfall.api.live.LiveFeeds} first.
 */
package io.landfall.api.live;
