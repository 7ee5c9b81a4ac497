package dev.ksqlconnect.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Rows of text below a head. */
record Table(String title, List<String> head, List<List<String>> rows) {
  /** An empty one. */
  static Table of(String title, String... head) {
    return new Table(title, List.of(head), new ArrayList<>());
  }

  /** Adds a row. */
  void add(String... cells) {
    rows.add(List.of(cells));
  }
}
