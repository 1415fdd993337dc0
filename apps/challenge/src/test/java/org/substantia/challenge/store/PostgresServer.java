package org.substantia.challenge.store;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server for tests, from the Debian package; it does not run as root, so root lends it a user. */
public final class PostgresServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path folder;
    private final Path bin;
    private final int port;
    private final boolean root;

    private PostgresServer(Path folder, Path bin, int port, boolean root) {
        this.folder = folder;
        this.bin = bin;
        this.port = port;
        this.root = root;
    }

    /** @return empty where PostgreSQL is not installed */
    public static Optional<PostgresServer> start() throws IOException, InterruptedException {
        Optional<Path> bin = Optional.empty();
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> versions = Files.list(INSTALLED)) {
                bin = versions.map(v -> v.resolve("bin"))
                        .filter(b -> Files.isExecutable(b.resolve("initdb")))
                        .max(Comparator.naturalOrder());
            }
        }
        if (bin.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("challenge-postgres");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        boolean root = System.getProperty("user.name").equals("root");
        PostgresServer server = new PostgresServer(folder, bin.get(), port, root);
        Path data = folder.resolve("data");
        server.run(
                "initdb", "-D", data.toString(), "-U", "challenge", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8");
        server.run(
                "pg_ctl",
                "-D",
                data.toString(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1",
                "start");
        return Optional.of(server);
    }

    private void run(String program, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(args));
        Path output = Files.createTempFile("challenge-postgres", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(program + " failed: " + Files.readString(output));
        }
        Files.delete(output);
    }

    /** An empty database. */
    public String freshDatabase(String name) throws IOException, InterruptedException {
        client("createdb", name);
        return url(name);
    }

    private String url(String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=challenge";
    }

    /** Copies a database that is in use by {@code pg_dump} and {@code psql}, as it is at one moment. */
    public String copy(String name, String copy) throws IOException, InterruptedException {
        Path dump = folder.resolve(copy + ".sql");
        client("pg_dump", "-f", dump.toString(), name);
        client("createdb", copy);
        client("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump.toString(), copy);
        return url(copy);
    }

    private void client(String program, String... args) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "challenge"));
        all.addAll(List.of(args));
        run(program, all.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "stop");
    }
}
