package org.substantia.cli.console;

/**
 * Runs something when the program is interrupted, e.g. by Ctrl-C, until it is closed. The program ends when that is
 * done.
 */
public final class InterruptHook implements AutoCloseable {
    /** What is run. */
    @FunctionalInterface
    public interface Action {
        /** @throws InterruptedException if it was itself interrupted, which ends it */
        void run() throws InterruptedException;
    }

    private final Thread hook;

    public InterruptHook(Action action) {
        hook = new Thread(() -> {
            try {
                action.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already: the hook has done its work.
        }
    }
}
