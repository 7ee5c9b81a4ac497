package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Project;
import org.junit.jupiter.api.Test;

/** The documentation's pages find one another. */
class DocLinksTest {
  private final DocLinks docs = new DocLinks(Project.root());

  @Test
  void every_link_leads_somewhere() {
    assertThat(docs.dead()).isEmpty();
  }

  @Test
  void every_page_can_be_reached_from_the_first() {
    assertThat(docs.reachedFrom(Project.root().resolve("README.md")))
        .containsExactlyElementsOf(docs.pages());
  }
}
