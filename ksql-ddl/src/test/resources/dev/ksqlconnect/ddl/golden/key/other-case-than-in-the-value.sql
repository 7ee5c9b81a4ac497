CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` INT PRIMARY KEY,
  `id` INT,
  `FULLNAME` VARCHAR,
  `AMOUNT` DECIMAL(10, 2)
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- To be typed with backticks: `id`.
