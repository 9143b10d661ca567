/**
 * What every route of an authenticated caller is made with: scope, media type, body, URL of the
 * answer, ids of what a POST makes and pages of lists.
 *
 * <p>Knows callers, HTTP and pages; no export, no project. Open {@link
 * io.landfall.api.endpoint.Endpoints} first.
 */
package io.landfall.api.endpoint;
