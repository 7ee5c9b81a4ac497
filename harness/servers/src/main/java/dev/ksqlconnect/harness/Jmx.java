package dev.ksqlconnect.harness;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What another Java process of this machine and user shows over JMX. It needs no port. */
public final class Jmx implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection server;

  /** Connects to a process. */
  @SuppressWarnings("BanJNDI") // The address is that of a server of our own.
  public Jmx(long pid) {
    try {
      VirtualMachine process = VirtualMachine.attach(String.valueOf(pid));
      try {
        connector =
            JMXConnectorFactory.connect(new JMXServiceURL(process.startLocalManagementAgent()));
      } finally {
        process.detach();
      }
      server = connector.getMBeanServerConnection();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AttachNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The attributes of MBeans, as text, by {@code <MBean>#<attribute>}.
   *
   * @param pattern the names of the MBeans, as {@link ObjectName} has it
   */
  public Map<String, String> attributes(String pattern) {
    Map<String, String> all = new TreeMap<>();
    try {
      for (ObjectName name : server.queryNames(new ObjectName(pattern), null)) {
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
          all.put(name + "#" + attribute.getName(), value(name, attribute.getName()));
        }
      }
      return all;
    } catch (JMException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String value(ObjectName name, String attribute) {
    try {
      return String.valueOf(server.getAttribute(name, attribute));
    } catch (JMException | IOException | RuntimeException e) {
      // Not supported on this platform, or of a class that only the process has.
      return e.toString();
    }
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
