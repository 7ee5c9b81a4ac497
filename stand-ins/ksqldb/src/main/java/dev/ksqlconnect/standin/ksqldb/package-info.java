/**
 * A stand-in for a ksqlDB server, which is not on Maven Central: as much of its HTTP interface as
 * registering topics needs, answered as version 7.9.9 was seen to answer, and hooks to make it
 * misbehave as real servers do.
 *
 * <p>It guesses nothing: a request or statement for which no answer of a real server is known fails
 * the test. That both behave alike is what the contract test beside it checks; it runs on a real
 * server, too, where there is one.
 */
@NullMarked
package dev.ksqlconnect.standin.ksqldb;

import org.jspecify.annotations.NullMarked;
