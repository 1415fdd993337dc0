package org.substantia.challenge.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.web.visit.Route;

/**
 * Forms with a file, as browsers without scripts send them. To read a field of one is to put all of it on the disk, so
 * who may send it, and whether there is room, is asked before. Thread-safe.
 */
final class FileForms {
    /** Forms up to this size are read in memory. */
    static final int IN_MEMORY = 1 << 20;

    /** What a form has besides its file. */
    static final long EXTRA = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private final Intake intake;
    /** The size of the largest file of each route that takes one. */
    private final Map<String, Long> largest;
    /** The bytes that are announced, by the account that sends them. */
    private final Map<String, Long> announced = new HashMap<>();

    FileForms(Intake intake) {
        this.intake = intake;
        this.largest = Map.of("/submissions", intake.maxBytes(), "/papers", Intake.MAX_PAPER_BYTES);
    }

    /** Whether the request brings a form that does not stay in memory. */
    static boolean isLarge(Context context) {
        long length = context.req().getContentLengthLong();
        return isOne(context) && (length < 0 || length > IN_MEMORY);
    }

    static boolean isOne(Context context) {
        String type = context.contentType();
        return type != null && type.startsWith(Guard.MULTIPART);
    }

    /**
     * Lets a person send a form; {@link #end} is called when it was answered.
     *
     * @throws RefusedException if the route takes no file, the address is not confirmed, the form is too large, another
     *     one of the person is on its way, or there is no room
     */
    void begin(Context context, Route route, Account account) throws IOException {
        long length = context.req().getContentLengthLong();
        boolean takesFile = largest.containsKey(route.path());
        long most = takesFile ? largest.get(route.path()) : IN_MEMORY;
        if (!takesFile || length < 0 || length > most + EXTRA) {
            throw new RefusedException(Reason.FILE_TOO_LARGE, Map.of("limit", String.valueOf(most)));
        }
        if (!account.confirmed()) {
            throw new RefusedException(Reason.EMAIL_NOT_CONFIRMED);
        }
        Files.createDirectories(intake.forms());
        announce(account.id(), length);
    }

    private synchronized void announce(String account, long length) throws IOException {
        if (announced.containsKey(account)) {
            throw new RefusedException(Reason.UPLOAD_BUSY);
        }
        long all = length;
        for (long other : announced.values()) {
            all += other;
        }
        // The file is there twice for a moment: as the form's and as the upload's.
        if (!intake.hasRoomFor(2 * all)) {
            throw new RefusedException(Reason.DISK_FULL);
        }
        announced.put(account, length);
    }

    synchronized void end(Account account) {
        announced.remove(account.id());
    }

    /** Reads on what is refused: who is still sending when the connection closes never sees why. */
    static void readOn(Context context) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = LargeForms.MOST_READ;
        try (InputStream in = context.bodyInputStream()) {
            int n = 0;
            while (left > 0 && n >= 0) {
                n = in.read(buffer, 0, (int) Math.min(BUFFER, left));
                left -= n;
            }
        }
    }
}
