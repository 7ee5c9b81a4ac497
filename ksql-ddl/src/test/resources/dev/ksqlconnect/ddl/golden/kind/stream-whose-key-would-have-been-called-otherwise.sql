CREATE STREAM IF NOT EXISTS `USERS` (
  `ID` INT,
  `FULLNAME` VARCHAR,
  `AMOUNT` DECIMAL(10, 2)
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- The key is left out: The key holds a map, which no key of ksqlDB may.
