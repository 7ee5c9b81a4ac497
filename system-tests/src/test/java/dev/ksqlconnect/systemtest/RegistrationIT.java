package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.KafkaLine;

/** On Connect 4.3 (jakarta). */
class RegistrationIT extends RegistrationScenario {
  RegistrationIT() {
    super(KafkaLine.V4_3);
  }
}
