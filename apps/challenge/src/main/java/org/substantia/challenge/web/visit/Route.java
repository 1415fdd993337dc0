package org.substantia.challenge.web.visit;

import io.javalin.http.HandlerType;
import java.util.Set;

/**
 * A way in: method and path, who may use it, what it does. All routes stand in tables, so that a test can try every one
 * as everybody.
 */
public record Route(HandlerType method, String path, Access access, Action action) {
    /** What is done for a request that was let in. */
    @FunctionalInterface
    public interface Action {
        void handle(Visit visit) throws Exception;
    }

    public static Route get(String path, Access access, Action action) {
        return new Route(HandlerType.GET, path, access, action);
    }

    public static Route post(String path, Access access, Action action) {
        return new Route(HandlerType.POST, path, access, action);
    }

    /** Whether answers are for programs: JSON, problems as RFC 9457. */
    public boolean api() {
        return path.startsWith("/api/");
    }

    /** Whether it can change something. */
    public boolean changes() {
        return !Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS).contains(method);
    }
}
