package dev.ksqlconnect.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Markdown pages of a folder, and where their links lead. */
final class DocLinks {
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

  private final Path folder;

  DocLinks(Path folder) {
    this.folder = folder;
  }

  /** All pages but those in folders that are built or hidden. */
  Set<Path> pages() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !folder.relativize(file).toString().matches("(.*/)?(target|\\..*)/.*"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The links that lead to no file, or to no heading in it; those to other sites are left out. */
  List<String> dead() {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      for (String link : links(page)) {
        Path target = target(page, link);
        String heading = link.replaceFirst("^[^#]*#?", "");
        if (!Files.exists(target) || (!heading.isEmpty() && !anchors(target).contains(heading))) {
          dead.add(folder.relativize(page) + ": " + link);
        }
      }
    }
    return dead;
  }

  /** The pages that links lead to, from one page on. */
  Set<Path> reachedFrom(Path first) {
    Set<Path> reached = new TreeSet<>(List.of(first));
    Deque<Path> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      Path page = open.pop();
      for (String link : links(page)) {
        Path target = target(page, link);
        if (target.toString().endsWith(".md") && Files.exists(target) && reached.add(target)) {
          open.push(target);
        }
      }
    }
    return reached;
  }

  private static List<String> links(Path page) {
    return LINK.matcher(CODE.matcher(prose(page)).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  private static Path target(Path page, String link) {
    String file = link.replaceFirst("#.*", "");
    return file.isEmpty() ? page : page.resolveSibling(file).normalize();
  }

  /** What GitHub calls the headings of a page; of equal ones only the first is looked for. */
  private static Set<String> anchors(Path page) {
    return HEADING
        .matcher(prose(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String prose(Path page) {
    try {
      return FENCED.matcher(Files.readString(page)).replaceAll("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
