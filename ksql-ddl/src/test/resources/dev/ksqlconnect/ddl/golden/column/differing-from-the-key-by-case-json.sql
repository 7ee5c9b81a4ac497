CREATE TABLE IF NOT EXISTS `USERS` (
  `id` VARCHAR PRIMARY KEY,
  `ID` VARCHAR,
  `Id` BIGINT,
  `OTHER` VARCHAR
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- Column id is the key's, VARCHAR; the value's own, INT, is left out.
-- To be typed with backticks: `id`, `Id`.
