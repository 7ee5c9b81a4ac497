/**
 * A stand-in for Confluent's Elasticsearch sink connector, which is not on Maven Central. It is no
 * product: it writes in the plainest way, for this project's tests and quickstart.
 *
 * <p>What a wrapper depends on it does as the real one was seen to do it (version 15.1.3): the
 * configuration keys, document ids, versions, index names, field types, what becomes of null values
 * and of documents that Elasticsearch does not take; also what is awkward: a null value without a
 * key, when nulls are to delete, holds up its partition's offset; a tombstone as the first record
 * of an index fails where schemas are not ignored; an upsert makes later deletes unsafe; what fails
 * shows at the next call. Configuration that it does not know how to follow it refuses.
 *
 * <p>That both behave alike is what the contract tests beside it check; they run on the real
 * connector, too, where it is installed.
 */
@NullMarked
package dev.ksqlconnect.standin.elasticsearch;

import org.jspecify.annotations.NullMarked;
