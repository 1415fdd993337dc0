package org.substantia.annotation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * A mask as its event log leads to it, for whoever only reads. The log is not held: another program may go on drawing,
 * of which this shows nothing. Immutable.
 *
 * @param labels in the stored order
 * @param maskSha256 of these labels, one byte a voxel
 * @param signers who has signed the mask as it is
 * @param events all that led to it
 */
public record DrawnMask(LabelMap labels, String maskSha256, Set<String> signers, List<AnnotationEvent> events) {
    public DrawnMask {
        signers = Set.copyOf(signers);
        events = List.copyOf(events);
    }

    /**
     * Reads a log and replays it. An incomplete last line, as one is while it is written, does not count.
     *
     * @param grid of the image that was drawn on, as stored
     * @throws IOException naming the file, if it holds no event, is another case's, scheme's, rater's or grid's, its
     *     chain is broken, or its events do not replay
     */
    public static DrawnMask read(Path file, String caseId, LabelScheme scheme, Rater rater, Geometry grid)
            throws IOException {
        return read(file, scheme, grid, Annotation.about(caseId, scheme, rater, grid));
    }

    /** @param about what the log's first event tells of */
    static DrawnMask read(Path file, LabelScheme scheme, Geometry grid, Map<String, String> about) throws IOException {
        List<AnnotationEvent> events = EventLog.read(file).events();
        if (events.isEmpty()) {
            throw new IOException(file + ": holds no event");
        }
        Replay replay = new Replay(file.toString(), new AxialOrder(grid), scheme);
        replay.applyAll(about, events);
        return new DrawnMask(LabelMap.ofBytes(grid, replay.labels()), replay.maskDigest(), replay.signers(), events);
    }

    public boolean signed() {
        return !signers.isEmpty();
    }
}
