import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Properties;
import javax.servlet.DispatcherType;
import javax.servlet.ServletContextEvent;
import javax.servlet.http.HttpServlet;
import org.apache.solr.core.CoreContainer;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/**
 * Solr 9 on Jetty 10, put together from jars: the filter and the listener that Solr's own web.xml names.
 * Run: java -cp 'lib/*' SolrServer.java --home FOLDER --port PORT
 */
public final class SolrServer {
  private static final String HOST = "127.0.0.1"; // no authentication here, so never another address
  private static final int HEADER_BYTES = 64 * 1024;

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(option(arguments, "--home")).toAbsolutePath();
    String port = option(arguments, "--port");
    if (!Files.isRegularFile(home.resolve("solr.xml"))) {
      throw new IllegalArgumentException(home + " has no solr.xml");
    }
    System.setProperty("solr.install.dir", home.toString());
    System.setProperty("solr.log.dir", Files.createDirectories(home.resolve("logs")).toString());
    System.setProperty("jetty.port", port);

    Server server = new Server();
    server.addConnector(connector(server, Integer.parseInt(port)));
    server.setStopAtShutdown(true); // SIGTERM closes the cores
    ServletContextHandler context = new ServletContextHandler(server, "/solr", ServletContextHandler.NO_SESSIONS);
    context.addEventListener(new Listener(home, port));
    FilterHolder filter = new FilterHolder(SolrDispatchFilter.class);
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new HttpServlet() {}), "/"); // Jetty runs no filter without a servlet behind it
    try {
      server.start();
      requireAllCores(((SolrDispatchFilter) filter.getFilter()).getCores());
    } catch (Throwable problem) {
      problem.printStackTrace();
      System.exit(1);
    }
    System.out.println("Solr listens on http://" + HOST + ":" + port + "/solr");
    server.join();
  }

  private static String option(String[] arguments, String name) {
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i].equals(name)) {
        return arguments[i + 1];
      }
    }
    throw new IllegalArgumentException("missing option " + name);
  }

  private static ServerConnector connector(Server server, int port) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_BYTES); // CKAN sends long filter queries as GET
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(HOST);
    connector.setPort(port);
    return connector;
  }

  /** Solr only logs a core that did not start; we want to see it at once. */
  private static void requireAllCores(CoreContainer cores) {
    var failures = cores.getCoreInitFailures();
    failures.values().forEach(failure -> failure.exception.printStackTrace());
    if (!failures.isEmpty()) {
      throw new IllegalStateException("these cores did not start: " + failures.keySet());
    }
  }

  /** Tells Solr where its home is, as the distribution's start script does. */
  private static final class Listener extends CoreContainerProvider {
    private final Path home;
    private final String port;

    Listener(Path home, String port) {
      this.home = home;
      this.port = port;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
      Properties properties = new Properties();
      properties.setProperty("hostPort", port);
      event.getServletContext().setAttribute(SolrDispatchFilter.SOLRHOME_ATTRIBUTE, home.toString());
      event.getServletContext().setAttribute(SolrDispatchFilter.PROPERTIES_ATTRIBUTE, properties);
      super.contextInitialized(event);
    }
  }
}
