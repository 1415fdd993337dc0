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

    private long taken;
    private long all;

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
        taken = 0;
        all = 0;
        Instant now = clock.instant();
        if (now.isBefore(start.plus(SILENT))) {
            doneInSilence++;
            return;
        }
        show(now);
    }

    /** So many steps of what is being done now have been taken, where one piece of the work takes minutes. */
    public synchronized void within(long stepsTaken, long steps) {
        taken = stepsTaken;
        all = steps;
        Instant now = clock.instant();
        if (!now.isBefore(start.plus(SILENT))) {
            show(now);
        }
    }

    private void show(Instant now) {
        if (terminal) {
            if (bar == null) {
                bar = new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .build();
            }
            bar.stepTo(done);
            bar.setExtraMessage(all == 0 ? "" : steps());
        } else if (!now.isBefore(nextLine)) {
            err.println(line(Duration.between(start, now)));
            nextLine = now.plus(BETWEEN_LINES);
        }
    }

    private String line(Duration spent) {
        double part = all == 0 ? 0 : (double) taken / all;
        double seen = done + part - doneInSilence;
        double left = seen > 0 ? spent.toMillis() / 1e3 / seen * (total - done - part) : 0;
        return task + ": " + done + " of " + total
                + (all == 0 ? "" : " and " + steps())
                + (left > 0 ? ", " + Format.duration(left) + " to go" : "");
    }

    private String steps() {
        return taken + " of " + all + " steps";
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
