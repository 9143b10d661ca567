/**
 * The console: one page for browsers at {@code /}, its static files below {@code /console}, and
 * what of the settings the page must know.
 *
 * <p>Knows files on the class path and settings, never what the API answers: the page is a client
 * of it like any other. Open {@link io.landfall.api.console.ConsoleRoutes} first.
 */
package io.landfall.api.console;
