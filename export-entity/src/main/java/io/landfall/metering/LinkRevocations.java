package io.landfall.metering;

import akka.Done;
import io.landfall.model.ExportId;
import java.util.concurrent.CompletionStage;

/**
 * Makes links worthless before they expire. A link carries the newest generation that its signer
 * knew; revoking the links of an export begins a generation, and those of earlier ones are dead.
 */
public interface LinkRevocations {
  /** Returns the newest generation that this node knows, at most some seconds old. */
  long generation();

  /** Makes all links of an export that were signed before this returned worthless, at all nodes. */
  CompletionStage<Done> revoke(ExportId id);
}
