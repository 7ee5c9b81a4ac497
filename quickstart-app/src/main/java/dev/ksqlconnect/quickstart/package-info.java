/**
 * The one-command demonstration: a small shop in PostgreSQL, a Kafka broker, two Connect workers
 * with the bundle, and two lines of JSON; everything in a folder of its own, and gone at its end.
 */
@NullMarked
package dev.ksqlconnect.quickstart;

import org.jspecify.annotations.NullMarked;
