package dev.ksqlconnect.announcer;

/** The version of this bundle, as Connect shows it for each plugin. */
public final class BundleVersion {
  private BundleVersion() {}

  /** The version of the jar a plugin came in; "dev" outside a jar. */
  public static String of(Class<?> plugin) {
    String version = plugin.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
