/**
 * What a worker answers about its connectors' topics and schemas, and the worker's side of the
 * announcer.
 *
 * <p>{@link dev.ksqlconnect.rest.KsqlConnectRestExtension} is what a worker names in {@code
 * rest.extension.classes}. {@link dev.ksqlconnect.rest.Endpoints} says what each endpoint answers,
 * {@link dev.ksqlconnect.rest.EventStreams} serves those who listen. None of it knows JAX-RS, of
 * which a worker of Kafka 3.x has one kind and one of 4.x another: thin adapters beside this part
 * do.
 */
@NullMarked
package dev.ksqlconnect.rest;

import org.jspecify.annotations.NullMarked;
