CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` INT PRIMARY KEY,
  `FULLNAME` VARCHAR,
  `AMOUNT` DECIMAL(10, 2)
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'PROTOBUF'
);
-- Protobuf has no nulls here: ksqlDB reads zero, false or what is empty instead, of fullName.
