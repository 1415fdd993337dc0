package org.substantia.viewer;

import java.io.IOException;

/** Answers requests; safe for use by several threads. */
@FunctionalInterface
public interface Handler {
    /**
     * The answer.
     *
     * @throws IOException in one line for the person at the browser, if data cannot be read or written
     */
    Response handle(Request request) throws IOException;
}
