package dev.ksqlconnect.harness;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link WallClock} inside of the JVM. In every class but the JDK's own, what calls
 * {@code System.currentTimeMillis()} or {@code Instant.now()} is made to call this class in their
 * place, which takes no more than another class's name in the constant pool.
 */
public final class ClockAgent {
  private static final String OWN_NAME = "dev/ksqlconnect/harness/ClockAgent";
  private static final String CURRENT_TIME = "java/lang/System.currentTimeMillis()J";
  private static final String NOW = "java/time/Instant.now()Ljava/time/Instant;";
  private static final int METHOD = 10;

  private static volatile long offsetMs;

  private ClockAgent() {}

  /**
   * Called by the JVM before the program's main.
   *
   * @param offset the file with the milliseconds that the clock is ahead
   */
  public static void premain(String offset, Instrumentation jvm) {
    Path file = Path.of(offset);
    follow(file);
    Thread follower =
        new Thread(
            () -> {
              while (true) {
                Waiting.pause();
                follow(file);
              }
            },
            "wall-clock");
    follower.setDaemon(true);
    follower.start();
    jvm.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte @Nullable [] transform(
              @Nullable ClassLoader loader,
              String name,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] bytes) {
            boolean jdks = loader == null || loader == ClassLoader.getPlatformClassLoader();
            return jdks || OWN_NAME.equals(name) ? null : redirected(bytes);
          }
        });
  }

  /** Called in place of {@link System#currentTimeMillis()}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + offsetMs;
  }

  /** Called in place of {@link Instant#now()}. */
  public static Instant now() {
    return Instant.now().plusMillis(offsetMs);
  }

  /** Where it says which offset it has taken. */
  static Path taken(Path offset) {
    return offset.resolveSibling("taken");
  }

  private static void follow(Path file) {
    try {
      long wanted = Long.parseLong(Files.readString(file));
      if (wanted != offsetMs || !Files.exists(taken(file))) {
        offsetMs = wanted;
        Files.writeString(taken(file), Long.toString(wanted));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class with its calls redirected; null if it has none such. */
  static byte @Nullable [] redirected(byte[] bytes) {
    try {
      return new Pool(bytes).redirected();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A class file's constant pool (The Java Virtual Machine Specification, 4.4). */
  private static final class Pool {
    private static final int HEAD = 8;

    private final byte[] bytes;
    private final int count;
    private final int end;

    /** Where each constant begins, with its tag; 0 for the second half of a long or a double. */
    private final int[] at;

    Pool(byte[] bytes) throws IOException {
      this.bytes = bytes;
      count = twoBytes(HEAD);
      at = new int[count];
      int next = HEAD + 2;
      for (int i = 1; i < count; i++) {
        at[i] = next;
        int tag = bytes[next];
        next += length(tag, next);
        if (tag == 5 || tag == 6) {
          i++;
        }
      }
      end = next;
    }

    private int length(int tag, int start) throws IOException {
      return switch (tag) {
        case 1 -> 3 + twoBytes(start + 1);
        case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
        case 5, 6 -> 9;
        case 7, 8, 16, 19, 20 -> 3;
        case 15 -> 4;
        default -> throw new IOException("Constant of an unknown kind: " + tag);
      };
    }

    private int twoBytes(int start) {
      return (bytes[start] & 0xff) << 8 | (bytes[start + 1] & 0xff);
    }

    private String text(int index) throws IOException {
      return new DataInputStream(
              new ByteArrayInputStream(bytes, at[index] + 1, bytes.length - at[index] - 1))
          .readUTF();
    }

    /** What a method constant names, with its class and its type. */
    private String method(int index) throws IOException {
      int type = twoBytes(at[index] + 1);
      int nameAndType = twoBytes(at[index] + 3);
      return text(twoBytes(at[type] + 1))
          + "."
          + text(twoBytes(at[nameAndType] + 1))
          + text(twoBytes(at[nameAndType] + 3));
    }

    byte @Nullable [] redirected() throws IOException {
      byte[] changed = bytes.clone();
      boolean found = false;
      for (int i = 1; i < count; i++) {
        if (at[i] != 0 && bytes[at[i]] == METHOD) {
          String method = method(i);
          if (method.equals(CURRENT_TIME) || method.equals(NOW)) {
            // The class is the second of two constants that are added at the end.
            changed[at[i] + 1] = (byte) ((count + 1) >> 8);
            changed[at[i] + 2] = (byte) (count + 1);
            found = true;
          }
        }
      }
      return found ? withOwnClass(changed) : null;
    }

    private byte[] withOwnClass(byte[] changed) throws IOException {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(whole);
      out.write(changed, 0, HEAD);
      out.writeShort(count + 2);
      out.write(changed, HEAD + 2, end - HEAD - 2);
      out.writeByte(1);
      out.writeUTF(OWN_NAME);
      out.writeByte(7);
      out.writeShort(count);
      out.write(changed, end, changed.length - end);
      return whole.toByteArray();
    }
  }
}
