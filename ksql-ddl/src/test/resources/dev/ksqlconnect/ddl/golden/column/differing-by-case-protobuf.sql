CREATE STREAM IF NOT EXISTS `EVENTS` (
  `id` INT,
  `ID` VARCHAR,
  `Id` BIGINT,
  `OTHER` VARCHAR
) WITH (
  KAFKA_TOPIC = 'events',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'PROTOBUF'
);
-- To be typed with backticks: `id`, `Id`.
