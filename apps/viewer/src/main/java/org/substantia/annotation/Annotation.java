package org.substantia.annotation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * One rater's mask of one case, as the replay of its event log. Edits are on the disk when the method that makes them
 * returns. Undo and redo reach back to the first edit, over every session. Thread-safe.
 *
 * <pre>{@code
 * try (Annotation mask = Annotation.open(file, "SYN_0001", LabelScheme.QSM, new Rater("li"), grid, "0.1.0")) {
 *     mask.edit(mask.latest(), List.of(edit));
 *     mask.undo(mask.latest());
 *     LabelMap labels = mask.labels();
 * }
 * }</pre>
 */
public final class Annotation implements AutoCloseable {
    private final EventLog log;
    private final LabelScheme scheme;
    private final String program;
    private final Clock clock;
    private final Replay replay;

    private Annotation(EventLog log, LabelScheme scheme, String program, Clock clock, Replay replay) {
        this.log = log;
        this.scheme = scheme;
        this.program = program;
        this.clock = clock;
        this.replay = replay;
    }

    /**
     * Opens a log and replays it, or begins one.
     *
     * @param grid of the image that is drawn on, as stored
     * @param program version of the program, for the record
     * @throws IOException naming the file, if it is another case's, scheme's, rater's or grid's, its chain is broken,
     *     its events do not replay, or another program holds it
     */
    public static Annotation open(
            Path file, String caseId, LabelScheme scheme, Rater rater, Geometry grid, String program)
            throws IOException {
        return open(file, caseId, scheme, rater, grid, program, Clock.systemUTC());
    }

    static Annotation open(
            Path file, String caseId, LabelScheme scheme, Rater rater, Geometry grid, String program, Clock clock)
            throws IOException {
        return open(file, scheme, grid, about(caseId, scheme, rater, grid), program, clock);
    }

    /** @param about what the log's first event tells of */
    static Annotation open(
            Path file, LabelScheme scheme, Geometry grid, Map<String, String> about, String program, Clock clock)
            throws IOException {
        EventLog log = EventLog.open(file);
        try {
            Replay replay = new Replay(file.toString(), new AxialOrder(grid), scheme);
            Annotation annotation = new Annotation(log, scheme, program, clock, replay);
            if (log.size() == 0) {
                annotation.append(
                        Tool.OPEN,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        about,
                        List.of(),
                        OptionalInt.empty());
            } else {
                replay.applyAll(about, log.events());
            }
            return annotation;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    static Map<String, String> about(String caseId, LabelScheme scheme, Rater rater, Geometry grid) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("case", caseId);
        about.put("scheme", scheme.name());
        about.put("rater", rater.name());
        about.put("grid", grid.describe());
        about.put("gridSha256", gridDigest(grid));
        return about;
    }

    /** Tells grids apart, by size and affine. */
    public static String gridDigest(Geometry grid) {
        return Sha256.hex((grid.nx() + " " + grid.ny() + " " + grid.nz() + " "
                        + Arrays.toString(grid.affine().toArray()))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** What had to be mended when the log was opened. */
    public Optional<String> notice() {
        return log.notice();
    }

    /** Number of the latest event. */
    public synchronized int latest() {
        return log.size() - 1;
    }

    public LabelScheme scheme() {
        return scheme;
    }

    public AxialOrder order() {
        return replay.order();
    }

    /** The mask as it is now, in the stored order; a copy. */
    public synchronized LabelMap labels() {
        return LabelMap.ofBytes(replay.order().stored(), replay.labels().clone());
    }

    /** The labels of one axial plane, row after row; a copy. */
    public synchronized byte[] plane(int plane) {
        return replay.plane(plane);
    }

    public synchronized boolean signed() {
        return !replay.signers().isEmpty();
    }

    /** Who has signed the mask as it is. */
    public synchronized Set<String> signers() {
        return Set.copyOf(replay.signers());
    }

    public synchronized boolean canUndo() {
        return !replay.undoable().isEmpty();
    }

    public synchronized boolean canRedo() {
        return !replay.redoable().isEmpty();
    }

    /** SHA-256 of the mask's labels in stored order, one byte a voxel. */
    public synchronized String maskDigest() {
        return replay.maskDigest();
    }

    /** All events so far. */
    public synchronized List<AnnotationEvent> events() {
        return log.events();
    }

    /**
     * Makes edits that are undone together. Pixels that are already as wanted are no change; without any, nothing is
     * written.
     *
     * @param on the latest event that the person who draws has seen
     * @return the number of the latest event
     * @throws Conflict if there is a later one
     * @throws IOException if the mask is signed, or cannot be written
     * @throws IllegalArgumentException if a label, plane or pixel does not exist
     */
    public synchronized int edit(int on, List<Edit> edits) throws IOException {
        requireLatest(on);
        requireOpen();
        for (Edit edit : edits) {
            replay.requireValid(edit);
        }
        int group = log.size();
        for (Edit edit : edits) {
            List<List<Integer>> changes = replay.changes(edit);
            if (!changes.isEmpty() || edit.tool().isDecision()) {
                append(
                        edit.tool(),
                        OptionalInt.empty(),
                        OptionalInt.of(edit.label()),
                        OptionalInt.of(edit.plane()),
                        edit.parameters(),
                        changes,
                        OptionalInt.of(group));
            }
        }
        return latest();
    }

    /**
     * Takes back the latest group of edits; without any, does nothing.
     *
     * @throws Conflict if the state seen is not the latest
     * @throws IOException if the mask is signed, or cannot be written
     */
    public synchronized int undo(int on) throws IOException {
        return turnBack(on, Tool.UNDO, replay.undoable());
    }

    /**
     * Brings back what was taken back last, unless something else was drawn since.
     *
     * @throws Conflict if the state seen is not the latest
     * @throws IOException if the mask is signed, or cannot be written
     */
    public synchronized int redo(int on) throws IOException {
        return turnBack(on, Tool.REDO, replay.redoable());
    }

    private int turnBack(int on, Tool tool, Deque<Replay.Group> stack) throws IOException {
        requireLatest(on);
        requireOpen();
        if (stack.isEmpty()) {
            return latest();
        }
        Replay.Group group = stack.peek();
        // One event for the whole group: a crash leaves it done or not done.
        append(
                tool,
                OptionalInt.of(group.id()),
                group.label(),
                group.slice(),
                Map.of(),
                tool == Tool.UNDO ? Replay.inverse(group.changes()) : group.changes(),
                OptionalInt.empty());
        return latest();
    }

    /**
     * Declares the mask final. Several raters may sign the same mask, one after the other.
     *
     * @param by who signs
     * @return the SHA-256 that was signed
     * @throws Conflict if the state seen is not the latest
     * @throws IOException if that rater has signed it already, or it cannot be written
     */
    public synchronized String sign(int on, Rater by) throws IOException {
        requireLatest(on);
        if (replay.signers().contains(by.name())) {
            throw new IOException(by.name() + " has signed the mask already");
        }
        String digest = maskDigest();
        append(
                Tool.SIGN,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Map.of("maskSha256", digest, "rater", by.name()),
                List.of(),
                OptionalInt.empty());
        return digest;
    }

    /**
     * Opens a signed mask again.
     *
     * @param reason why; not blank
     * @throws IOException if the mask is not signed, no reason is given, or it cannot be written
     */
    public synchronized void reopen(String reason) throws IOException {
        if (!signed()) {
            throw new IOException("the mask is not signed");
        }
        if (reason.isBlank()) {
            throw new IOException("reopening a signed mask needs a reason");
        }
        append(
                Tool.REOPEN,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Map.of("reason", reason.strip()),
                List.of(),
                OptionalInt.empty());
    }

    private void requireLatest(int on) throws Conflict {
        if (on != latest()) {
            throw new Conflict(on, latest());
        }
    }

    private void requireOpen() throws IOException {
        if (signed()) {
            throw new IOException("the mask is signed; reopen it to draw on");
        }
    }

    private void append(
            Tool tool,
            OptionalInt target,
            OptionalInt label,
            OptionalInt slice,
            Map<String, String> parameters,
            List<List<Integer>> changes,
            OptionalInt group)
            throws IOException {
        Optional<String> digest =
                slice.isEmpty() ? Optional.empty() : Optional.of(replay.digestAfter(slice.getAsInt(), changes));
        AnnotationEvent event = new AnnotationEvent(
                log.size(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                tool,
                group.orElse(log.size()),
                target,
                label,
                slice,
                parameters,
                changes,
                digest,
                program,
                log.lastDigest());
        log.append(event);
        replay.apply(event);
    }

    /** Lets another program open the log. */
    @Override
    public synchronized void close() throws IOException {
        log.close();
    }
}
