CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` INT PRIMARY KEY,
  `FULLNAME` VARCHAR,
  `AMOUNT` DECIMAL(10, 2)
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- The key may be null, and a table leaves such records out.
