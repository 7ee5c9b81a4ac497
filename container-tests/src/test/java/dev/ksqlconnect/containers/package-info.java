/**
 * The built zip in containers: images, networks and failures as they are there, and not between
 * processes of one machine.
 */
@org.jspecify.annotations.NullMarked
package dev.ksqlconnect.containers;
