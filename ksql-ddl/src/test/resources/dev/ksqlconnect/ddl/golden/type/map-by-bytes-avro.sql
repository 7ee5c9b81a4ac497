CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `X` INT
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO'
);
-- Column m is left out: the keys of the maps are of the type bytes, for which ksqlDB would drop every row.
