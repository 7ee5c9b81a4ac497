CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `N` INT,
  `ON` TIMESTAMP,
  `LIST` ARRAY<INT>,
  `S` STRUCT<`T` VARCHAR, `D` DECIMAL(64, 2)>
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'PROTOBUF'
);
-- Protobuf has no nulls here: ksqlDB reads zero, false or what is empty instead, of n, list, s.t.
-- To be typed with backticks: `ON`, `LIST`.
