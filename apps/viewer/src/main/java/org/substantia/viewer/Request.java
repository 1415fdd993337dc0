package org.substantia.viewer;

import java.util.Map;

/**
 * What a browser asks for.
 *
 * @param method in upper case
 * @param path decoded, beginning with a slash
 * @param query decoded parameters
 * @param body as sent
 */
public record Request(String method, String path, Map<String, String> query, Body body) {
    /** Bytes of a request or response. */
    public static final class Body {
        /** No bytes. */
        public static final Body NONE = new Body(new byte[0]);

        private final byte[] bytes;

        /** @param bytes not copied */
        public Body(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Not a copy. */
        public byte[] bytes() {
            return bytes;
        }
    }

    public Request {
        query = Map.copyOf(query);
    }

    /** A request without a body. */
    public static Request get(String path) {
        return new Request("GET", path, Map.of(), Body.NONE);
    }

    /** A request with a body. */
    public static Request post(String path, byte[] body) {
        return new Request("POST", path, Map.of(), new Body(body));
    }
}
