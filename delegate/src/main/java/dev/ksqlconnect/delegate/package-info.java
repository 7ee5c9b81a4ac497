/**
 * Drives a connector that is installed in another plugin folder than ours.
 *
 * <p>Connect isolates plugin folders from one another by class loaders; the only classes that cross
 * are the plugin classes themselves, looked up by name. What has to be right whenever one plugin
 * drives another is kept here, once: how the delegate is found without being initialised ({@link
 * dev.ksqlconnect.delegate.DelegatePlugin}), that its own class loader is the context class loader
 * around every call into it, that what it throws carries no secret ({@link
 * dev.ksqlconnect.delegate.Secrets}), and that every method Connect may call on a connector or task
 * is handed on.
 *
 * <p>A wrapper extends {@link dev.ksqlconnect.delegate.DelegatingSourceConnector} and {@link
 * dev.ksqlconnect.delegate.DelegatingSourceTask}, or the sink pair, and adds only what is its own.
 */
@NullMarked
package dev.ksqlconnect.delegate;

import org.jspecify.annotations.NullMarked;
