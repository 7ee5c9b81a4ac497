CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `A` VARCHAR,
  `B` INT
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- Column a is left out: ksqlDB has no decimals of a negative scale, -2.
