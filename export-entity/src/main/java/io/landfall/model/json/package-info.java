/**
 * JSON that somebody else wrote: read strictly, and walked so that what is wrong can be named by
 * its pointer. Knows Jackson, and of ours what a plain text is. Open {@link
 * io.landfall.model.json.JsonCursor} first.
 */
package io.landfall.model.json;
