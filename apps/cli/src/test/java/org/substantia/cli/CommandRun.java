package org.substantia.cli;

import java.nio.file.Path;
import java.util.stream.Stream;

/** One command line run inside the test's own process. */
public record CommandRun(int status, String out, String err) {
    /** Mask pairs of real patients, shipped as an example; tests run in the module's folder. */
    public static final Path ORACLE = Path.of("..", "..", "examples", "data", "official-score-oracle");

    public static CommandRun of(Object... args) {
        String[] line = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            line[i] = args[i].toString();
        }
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        int status = Main.run(out, err, line);
        return new CommandRun(status, out.toString(), err.toString());
    }

    /** Of a command that goes on: what it says is there at once. */
    public static int into(Appendable all, Object... args) {
        return Main.run(all, all, Stream.of(args).map(Object::toString).toArray(String[]::new));
    }
}
