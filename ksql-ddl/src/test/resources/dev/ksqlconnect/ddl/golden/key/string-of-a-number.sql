CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `FULLNAME` VARCHAR,
  `AMOUNT` DECIMAL(10, 2)
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- The keys are of the type int32 and written as text; KSQL has them as VARCHAR.
-- Column id is the key's, VARCHAR; the value's own, INT, is left out.
