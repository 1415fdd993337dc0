package org.substantia.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells how far a long piece of work has come: a bar on a terminal, a plain line every ten seconds elsewhere, nothing
 * at all for work that ends within two seconds. Safe to step from several threads.
 */
public final class Progress implements AutoCloseable {
    private static final Duration SILENT = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final String task;
    private final int total;
    private final PrintWriter err;
    private final boolean terminal;
    private final Instant start = Instant.now();
    private Instant nextLine = start.plus(BETWEEN_LINES);
    private int done;
    private ProgressBar bar;

    public Progress(String task, int total, PrintWriter err) {
        this.task = task;
        this.total = total;
        this.err = err;
        // The launcher looks whether standard error is a terminal; Java tells it reliably only from version 22 on.
        this.terminal = Boolean.getBoolean("substantia.terminal");
    }

    public synchronized void step() {
        done++;
        Instant now = Instant.now();
        if (now.isBefore(start.plus(SILENT))) {
            return;
        }
        if (terminal) {
            if (bar == null) {
                bar = new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .build();
            }
            bar.stepTo(done);
        } else if (!now.isBefore(nextLine)) {
            err.println(task + ": " + done + " of " + total);
            nextLine = now.plus(BETWEEN_LINES);
        }
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
