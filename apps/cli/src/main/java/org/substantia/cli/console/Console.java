package org.substantia.cli.console;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Writers for the two streams a command prints to. */
public final class Console {
    private Console() {}

    /** A writer onto a stream or a string builder. */
    public static PrintWriter writer(Appendable target) {
        if (target instanceof PrintStream stream) {
            return new PrintWriter(stream, true, StandardCharsets.UTF_8);
        }
        return new PrintWriter(new AppendableWriter(target), true);
    }

    /** Joins the JDK's two ideas of something that takes characters. */
    private static final class AppendableWriter extends Writer {
        private final Appendable target;

        AppendableWriter(Appendable target) {
            this.target = target;
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws java.io.IOException {
            target.append(new String(buffer, offset, length));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
