/**
 * What a topic announcement is, how it is published, and the catalog of all of them.
 *
 * <p>A task says what it writes through a {@link dev.ksqlconnect.announcer.TaskAnnouncer}; the
 * worker's {@link dev.ksqlconnect.announcer.Announcer}, which the REST extension starts, publishes
 * it to the announcements topic; every worker reads that topic into its {@link
 * dev.ksqlconnect.announcer.Catalog}. Task and announcer meet in {@link
 * dev.ksqlconnect.announcer.Wanted}, which holds what the tasks of this worker want announced,
 * whether there is an announcer yet or not.
 */
@NullMarked
package dev.ksqlconnect.announcer;

import org.jspecify.annotations.NullMarked;
