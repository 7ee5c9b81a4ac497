CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `TWO WORDS` VARCHAR,
  `IT'S` VARCHAR,
  `SAY "HI"` VARCHAR,
  `A.B` VARCHAR,
  `A;B` VARCHAR,
  `--` VARCHAR,
  `/* */` VARCHAR,
  `A${X}` VARCHAR,
  `GRÖSSE` VARCHAR,
  `日本` VARCHAR,
  `1ST` VARCHAR,
  `100` VARCHAR,
  `_` VARCHAR,
  `X'); DROP TABLE USERS; --` VARCHAR
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON_SR'
);
-- To be typed with backticks: `TWO WORDS`, `IT'S`, `SAY "HI"`, `A.B`, `A;B`, `--`, `/* */`, `A${X}`, `GRÖSSE`, `日本`, `1ST`, `100`, `X'); DROP TABLE USERS; --`.
