package org.substantia.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.substantia.base.text.Format;

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
    private final InstantSource clock;
    private final Instant start;
    private Instant nextLine;
    private int done;
    /** Of these: what was there already, as in a run that is resumed, and so tells nothing of the pace. */
    private int doneInSilence;

    private ProgressBar bar;

    public Progress(String task, int total, PrintWriter err) {
        this(task, total, err, InstantSource.system());
    }

    Progress(String task, int total, PrintWriter err, InstantSource clock) {
        this.clock = clock;
        this.start = clock.instant();
        this.nextLine = start.plus(BETWEEN_LINES);
        this.task = task;
        this.total = total;
        this.err = err;
        // The launcher looks whether standard error is a terminal; Java tells it reliably only from version 22 on.
        this.terminal = Boolean.getBoolean("substantia.terminal");
    }

    public synchronized void step() {
        done++;
        Instant now = clock.instant();
        if (now.isBefore(start.plus(SILENT))) {
            doneInSilence++;
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
            err.println(line(Duration.between(start, now)));
            nextLine = now.plus(BETWEEN_LINES);
        }
    }

    private String line(Duration spent) {
        double each = spent.toMillis() / 1e3 / (done - doneInSilence);
        String left = done < total ? ", " + Format.duration(each * (total - done)) + " to go" : "";
        return task + ": " + done + " of " + total + left;
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
