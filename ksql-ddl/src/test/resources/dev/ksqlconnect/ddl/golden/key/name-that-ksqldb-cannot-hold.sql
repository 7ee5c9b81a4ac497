CREATE TABLE IF NOT EXISTS `USERS` (
  `ROWKEY` INT PRIMARY KEY,
  `ID` INT,
  `FULLNAME` VARCHAR,
  `AMOUNT` DECIMAL(10, 2)
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- The key's own name, a`b, cannot be a column's; it is called ROWKEY.
