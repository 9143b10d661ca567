package io.landfall.http;

import java.net.URI;
import java.util.Map;

/**
 * What is to be fetched, and how far it may lead.
 *
 * @param headers sent along; those that hold credentials go to the server of {@code uri} alone
 * @param addresses every hop is held to
 * @param redirects which redirects are followed, at most {@value BoundedHttpClient#MAX_REDIRECTS}
 */
public record GetRequest(
    URI uri, Map<String, String> headers, AddressPolicy addresses, RedirectRule redirects) {}
