package dev.ksqlconnect.standin.ksqldb;

import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Column;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Kind;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Literal;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Role;
import dev.ksqlconnect.standin.ksqldb.Tokens.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads statements, by recursive descent. */
final class Parser {
  private static final Pattern SOURCE_NAME = Pattern.compile("[A-Za-z0-9_-]+");

  private static final Map<String, String> ALIASES = Map.of("INT", "INTEGER", "VARCHAR", "STRING");

  /** After DESCRIBE, these words ask for something other than a stream or table of that name. */
  private static final Set<String> DESCRIBED = Set.of("TABLES", "STREAMS", "FUNCTION", "CONNECTOR");

  private static final Set<String> PROPERTIES =
      Set.of(
          "CLEANUP_POLICY",
          "FORMAT",
          "KAFKA_TOPIC",
          "KEY_DELIMITER",
          "KEY_FORMAT",
          "KEY_PROTOBUF_NULLABLE_REPRESENTATION",
          "KEY_SCHEMA_FULL_NAME",
          "KEY_SCHEMA_ID",
          "PARTITIONS",
          "REPLICAS",
          "RETENTION_MS",
          "SOURCED_BY_CONNECTOR",
          "TIMESTAMP",
          "TIMESTAMP_FORMAT",
          "VALUE_AVRO_SCHEMA_FULL_NAME",
          "VALUE_DELIMITER",
          "VALUE_FORMAT",
          "VALUE_PROTOBUF_NULLABLE_REPRESENTATION",
          "VALUE_SCHEMA_FULL_NAME",
          "VALUE_SCHEMA_ID",
          "WINDOW_SIZE",
          "WINDOW_TYPE",
          "WRAP_SINGLE_VALUE");

  private final String text;
  private final List<Token> tokens;
  private int at;

  /** Where the statement starts that is being read, and where it ends. */
  private int start;

  private int end;

  Parser(String text) {
    this.text = text;
    this.tokens = Tokens.of(text);
  }

  List<KsqlStatement> statements() {
    List<KsqlStatement> statements = new ArrayList<>();
    while (token().kind() != Tokens.Kind.END) {
      start = token().start();
      end = endOfStatement();
      KsqlStatement statement = statement();
      expect(";");
      statements.add(statement);
    }
    return statements;
  }

  private int endOfStatement() {
    return tokens.subList(at, tokens.size()).stream()
        .filter(token -> token.is(";"))
        .findFirst()
        .map(Token::end)
        .orElse(text.length());
  }

  private KsqlStatement statement() {
    if (take("CREATE")) {
      return create();
    }
    if (take("DROP")) {
      boolean table = tableOrStream();
      boolean ifExists = take("IF");
      if (ifExists) {
        expect("EXISTS");
      }
      return simple(Kind.DROP, table, ifExists, sourceName());
    }
    if (take("DESCRIBE")) {
      if (DESCRIBED.stream().anyMatch(token()::is)) {
        throw notUnderstood("a name");
      }
      return simple(Kind.DESCRIBE, false, false, sourceName());
    }
    if (take("SHOW") || take("LIST")) {
      boolean tables = take("TABLES");
      if (!tables) {
        expect("STREAMS");
      }
      return simple(Kind.SHOW, tables, false, null);
    }
    throw notUnderstood("a statement");
  }

  private KsqlStatement simple(
      Kind kind, boolean table, boolean conditional, @Nullable String name) {
    return new KsqlStatement(
        kind, raw(), table, false, false, conditional, name, List.of(), Map.of());
  }

  private KsqlStatement create() {
    boolean orReplace = take("OR");
    if (orReplace) {
      expect("REPLACE");
    }
    boolean source = take("SOURCE");
    boolean table = tableOrStream();
    boolean ifNotExists = take("IF");
    if (ifNotExists) {
      expect("NOT");
      expect("EXISTS");
    }
    String name = sourceName();
    List<Column> columns = token().is("(") ? columns(table) : List.of();
    expect("WITH");
    Map<String, Literal> properties = properties();
    return new KsqlStatement(
        Kind.CREATE, raw(), table, source, orReplace, ifNotExists, name, columns, properties);
  }

  private boolean tableOrStream() {
    boolean table = take("TABLE");
    if (!table) {
      expect("STREAM");
    }
    return table;
  }

  private String sourceName() {
    Token token = token();
    String name = identifier();
    if (!SOURCE_NAME.matcher(name).matches()) {
      throw RefusedException.wrong(
          "Illegal argument at "
              + position(token)
              + ". Source names may only contain alphanumeric values, '_' or '-'. Got: '"
              + name
              + "'",
          name);
    }
    return name;
  }

  private List<Column> columns(boolean table) {
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    @Nullable RefusedException wrongKey = null;
    expect("(");
    do {
      Token token = token();
      String name = identifier();
      KsqlType type = type();
      Role role = role();
      if (!names.add(name)) {
        throw unprepared("Duplicate column names: " + Identifiers.quoted(name));
      }
      if (wrongKey == null && role == (table ? Role.KEY : Role.PRIMARY_KEY)) {
        wrongKey = wrongKey(token, name, table);
      }
      columns.add(new Column(name, type, role));
    } while (take(","));
    expect(")");
    if (wrongKey != null) {
      throw wrongKey;
    }
    return columns;
  }

  private static RefusedException wrongKey(Token token, String name, boolean table) {
    return RefusedException.wrong(
        position(token)
            + ": Column "
            + Identifiers.quoted(name)
            + (table
                ? " is a 'KEY' column: please use 'PRIMARY KEY' for tables.\n"
                : " is a 'PRIMARY KEY' column: please use 'KEY' for streams.\n")
            + "Tables have PRIMARY KEYs, which are unique and NON NULL.\n"
            + "Streams have KEYs, which have no uniqueness or NON NULL constraints.",
        Identifiers.quoted(name));
  }

  private Role role() {
    if (take("PRIMARY")) {
      expect("KEY");
      return Role.PRIMARY_KEY;
    }
    return take("KEY") ? Role.KEY : Role.VALUE;
  }

  private KsqlType type() {
    if (take("DECIMAL")) {
      return decimal();
    }
    // ARRAY, MAP and STRUCT without their brackets are but names of types that do not exist.
    boolean bracket = tokens.get(Math.min(at + 1, tokens.size() - 1)).is("<");
    if (bracket && take("ARRAY")) {
      expect("<");
      KsqlType element = type();
      expect(">");
      return new KsqlType.Array(element);
    }
    if (bracket && take("MAP")) {
      expect("<");
      KsqlType key = type();
      expect(",");
      KsqlType value = type();
      expect(">");
      return new KsqlType.Map(key, value);
    }
    if (bracket && take("STRUCT")) {
      return struct();
    }
    String name = identifier();
    String base = ALIASES.getOrDefault(name, name);
    if (!KsqlType.SCALARS.contains(base)) {
      throw unprepared("Cannot resolve unknown type: " + name);
    }
    return new KsqlType.Scalar(base);
  }

  private KsqlType decimal() {
    expect("(");
    int precision = number();
    expect(",");
    int scale = number();
    expect(")");
    if (precision < 1) {
      throw notUnderstood("a precision of at least 1");
    }
    if (scale > precision) {
      throw unprepared(
          "DECIMAL precision must be >= scale: DECIMAL(" + precision + "," + scale + ")");
    }
    return new KsqlType.Decimal(precision, scale);
  }

  private KsqlType struct() {
    expect("<");
    List<KsqlType.Field> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    do {
      String name = identifier();
      if (!names.add(name)) {
        throw notUnderstood("a field that is not declared before");
      }
      fields.add(new KsqlType.Field(name, type()));
    } while (take(","));
    expect(">");
    return new KsqlType.Struct(List.copyOf(fields));
  }

  private Map<String, Literal> properties() {
    Map<String, Literal> properties = new TreeMap<>();
    expect("(");
    do {
      Token token = token();
      String name =
          (token.kind() == Tokens.Kind.STRING ? next().text() : identifier())
              .toUpperCase(Locale.ROOT);
      expect("=");
      if (properties.put(name, literal()) != null) {
        throw notUnderstood("each property once");
      }
    } while (take(","));
    expect(")");
    Set<String> unknown = new TreeSet<>(properties.keySet());
    unknown.removeAll(PROPERTIES);
    if (!unknown.isEmpty()) {
      throw unprepared(
          "Invalid config variable(s) in the WITH clause: " + String.join(",", unknown));
    }
    if (!properties.containsKey("KAFKA_TOPIC")) {
      throw unprepared("Missing required property \"KAFKA_TOPIC\" which has no default value.");
    }
    return properties;
  }

  private Literal literal() {
    Token token = next();
    if (token.kind() == Tokens.Kind.STRING) {
      return new Literal(token.text(), "'" + token.text().replace("'", "''") + "'");
    }
    if (token.kind() == Tokens.Kind.NUMBER || token.is("TRUE") || token.is("FALSE")) {
      return new Literal(token.text(), token.text());
    }
    at--;
    throw notUnderstood("a text, a number, true or false");
  }

  private int number() {
    Token token = token();
    if (token.kind() != Tokens.Kind.NUMBER || token.text().length() > 4) {
      throw notUnderstood("a small number");
    }
    return Integer.parseInt(next().text());
  }

  /** A name, as ksqlDB keeps it. */
  private String identifier() {
    Token token = token();
    if (token.kind() == Tokens.Kind.QUOTED && !token.text().isEmpty()) {
      return next().text();
    }
    if (token.kind() != Tokens.Kind.WORD) {
      throw notUnderstood("a name");
    }
    if (Identifiers.isReserved(token.text())) {
      throw RefusedException.wrong(
          "line "
              + token.line()
              + ":"
              + token.column()
              + ": Syntax Error\n\""
              + token.text()
              + "\" is a reserved keyword and it can't be used as an identifier."
              + " You can use it as an identifier by escaping it as '"
              + token.text()
              + "' ",
          text);
    }
    return next().text().toUpperCase(Locale.ROOT);
  }

  private Token token() {
    return tokens.get(at);
  }

  private Token next() {
    return tokens.get(at++);
  }

  private boolean take(String wordOrSign) {
    boolean there = token().is(wordOrSign);
    if (there) {
      at++;
    }
    return there;
  }

  private void expect(String wordOrSign) {
    if (!take(wordOrSign)) {
      throw notUnderstood(wordOrSign);
    }
  }

  private String raw() {
    return text.substring(start, end);
  }

  private RefusedException unprepared(String message) {
    return RefusedException.wrong("Failed to prepare statement: " + message, raw());
  }

  private NotUnderstoodException notUnderstood(String expected) {
    Token token = token();
    return new NotUnderstoodException(
        "Not understood: "
            + token.text()
            + " at "
            + token.line()
            + ":"
            + token.column()
            + ", expected "
            + expected
            + ", of: "
            + text);
  }

  private static String position(Token token) {
    return "Line: " + token.line() + ", Col: " + token.column();
  }
}
