package dev.ksqlconnect.rest;

import java.util.Collection;

/** The topics that Connect itself counts as a connector's (KIP-558). */
@FunctionalInterface
public interface ActiveTopics {
  /** The topics of a connector; empty for one Connect does not know. */
  Collection<String> of(String connector);
}
