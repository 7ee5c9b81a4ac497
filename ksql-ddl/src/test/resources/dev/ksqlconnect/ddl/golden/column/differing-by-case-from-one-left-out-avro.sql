CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `B` INT
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO'
);
-- Column a is left out: ksqlDB has no decimals of a negative scale, -2.
-- Column A is left out: ksqlDB would show there what a holds.
