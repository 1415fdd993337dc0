package org.substantia.challenge.web;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses forms that are too large, after they were read and thrown away: a client that is still sending when the
 * connection closes never sees why. No thread waits for it. What tells no length, or one that nobody would wait for, is
 * left to the handlers within, which close the connection.
 */
final class LargeForms extends Handler.Wrapper {
    /** Of what is refused and read all the same. */
    static final long MOST_READ = 64L << 20;

    private final long largest;

    /**
     * @param largest bytes of a form
     * @param within what takes the others
     */
    LargeForms(long largest, Handler within) {
        super(within);
        this.largest = largest;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long length = request.getLength();
        if (length <= largest || length > MOST_READ || !WebServer.isForm(request)) {
            return super.handle(request, response, callback);
        }
        Content.Source.consumeAll(
                request,
                Callback.from(
                        () -> Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413),
                        callback::failed));
        return true;
    }
}
