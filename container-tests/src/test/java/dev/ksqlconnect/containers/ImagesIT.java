package dev.ksqlconnect.containers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithEngine
class ImagesIT {
  private static final String PROPERTY = "docker.none.image";

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void an_image_that_cannot_be_had_is_named() {
    System.setProperty(PROPERTY, "registry.invalid/no/such:1");

    assertThatThrownBy(() -> Images.of(PROPERTY, "no/such", "do without"))
        .hasMessageContaining("registry.invalid/no/such:1")
        .hasMessageContaining("-D" + PROPERTY)
        .hasMessageContaining("or do without");
  }
}
