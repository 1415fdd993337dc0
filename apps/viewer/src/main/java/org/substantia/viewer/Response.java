package org.substantia.viewer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.substantia.base.json.JsonFiles;

/**
 * The answer to a request.
 *
 * @param status of HTTP
 * @param type content type
 * @param gzipped whether the body is compressed for the way, which the browser undoes
 * @param body content
 */
public record Response(int status, String type, boolean gzipped, Request.Body body) {
    /** The content security policy under which the pages work: nothing is fetched from elsewhere. */
    public static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final int WORTH_COMPRESSING = 2000;

    /** Named, or meant by a star, and not refused by the quality 0 (RFC 9110, 12.5.3). */
    private static final Pattern GZIP =
            Pattern.compile("(^|,)\\s*(gzip|\\*)\\s*(;\\s*q=(1|0\\.0*[1-9])[^,]*)?\\s*(,|$)", Pattern.CASE_INSENSITIVE);

    static Response of(int status, String type, byte[] body) {
        return new Response(status, type, false, new Request.Body(body));
    }

    static Response json(Object content) throws IOException {
        return compressed(
                "application/json; charset=utf-8", JsonFiles.line(content).getBytes(StandardCharsets.UTF_8));
    }

    /** A text or other content that shrinks. */
    static Response compressed(String type, byte[] content) throws IOException {
        if (content.length < WORTH_COMPRESSING) {
            return of(200, type, content);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return new Response(200, type, true, new Request.Body(out.toByteArray()));
    }

    /**
     * The same for a client that takes compressed bodies or does not.
     *
     * @param acceptedEncodings its header Accept-Encoding; {@code null} where it sent none
     */
    public Response forClient(String acceptedEncodings) throws IOException {
        if (!gzipped
                || (acceptedEncodings != null && GZIP.matcher(acceptedEncodings).find())) {
            return this;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body.bytes()))) {
            return of(status, type, in.readAllBytes());
        }
    }

    /** A message to the person at the browser. */
    static Response error(int status, String message) throws IOException {
        return of(
                status,
                "application/json; charset=utf-8",
                JsonFiles.line(Map.of("error", message)).getBytes(StandardCharsets.UTF_8));
    }

    static Response notFound() throws IOException {
        return error(404, "there is no such thing here");
    }
}
