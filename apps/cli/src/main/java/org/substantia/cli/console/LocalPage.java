package org.substantia.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.substantia.base.text.Format;
import org.substantia.viewer.Handler;
import org.substantia.viewer.LocalServer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Serves pages to this machine's browser until the program is ended, or nobody has asked for half a day. */
public final class LocalPage {
    private static final Duration IDLE = Duration.ofHours(12);
    private static final long LOOK_MS = 60_000;

    private LocalPage() {}

    /**
     * Returns when nobody has looked for long; Ctrl-C ends the program at once.
     *
     * @param port 0 for any that is free, at most 65535
     * @param caseId the case that the page opens; empty for the first one, or the list of several
     * @throws ParameterException if the port is taken
     */
    public static void serve(Handler handler, int port, boolean openBrowser, Optional<String> caseId, CommandSpec spec)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (LocalServer server = start(handler, port, spec)) {
            String address = server.address() + caseId.map(LocalPage::fragment).orElse("");
            out.println(address);
            out.println("Open this address in a browser of this machine (from elsewhere: ssh -L " + server.port()
                    + ":127.0.0.1:" + server.port() + " HOST). End with Ctrl-C; nothing is lost.");
            out.flush();
            if (openBrowser) {
                open(address);
            }
            while (server.idle().compareTo(IDLE) < 0) {
                Thread.sleep(LOOK_MS);
            }
            out.println("nobody has looked for 12 hours: ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String fragment(String caseId) {
        // The page decodes per cent signs alone.
        return "#" + Format.percentEncoded(caseId);
    }

    private static LocalServer start(Handler handler, int port, CommandSpec spec) throws IOException {
        try {
            return new LocalServer(port, handler);
        } catch (BindException e) {
            throw new ParameterException(
                    spec.commandLine(), "port " + port + " is taken; name another with --port, or none", e);
        }
    }

    /** A machine without a browser shows the address alone. */
    private static void open(String address) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command;
        if (system.contains("mac")) {
            command = List.of("open", address);
        } else if (system.contains("win")) {
            command = List.of("rundll32", "url.dll,FileProtocolHandler", address);
        } else if (System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null) {
            command = List.of("xdg-open", address);
        } else {
            return;
        }
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // The address was printed.
        }
    }
}
