/**
 * The endpoints for a worker's JAX-RS: each class takes a request apart, asks {@link
 * dev.ksqlconnect.rest.Endpoints} and puts the answer together.
 *
 * <p>Every endpoint is a class of its own with the whole path on it. A class with a part of the
 * path takes Connect's own endpoints below that part away: with {@code /connectors/{name}} on a
 * class, all of {@code /connectors/x*} answer 404.
 *
 * <p>This package is written once, for javax; the build makes the one for jakarta of it.
 */
@NullMarked
package dev.ksqlconnect.rest.javax;

import org.jspecify.annotations.NullMarked;
