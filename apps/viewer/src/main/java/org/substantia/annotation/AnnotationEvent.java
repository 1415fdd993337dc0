package org.substantia.annotation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One line of an event log.
 *
 * @param seq number of the line, from 0
 * @param time when, UTC, ISO 8601
 * @param tool what made it
 * @param group number of the first event of those that are undone together; its own unless it belongs to an earlier
 * @param target the group that {@link Tool#UNDO} takes back or {@link Tool#REDO} brings back
 * @param label the label drawn
 * @param slice the axial plane, from the lowest
 * @param parameters of the tool, such as {@code radiusMm}; for {@link Tool#OPEN} what the log is about; for
 *     {@link Tool#SIGN} the {@code maskSha256} and the {@code rater}; for a decision the {@code difference}; for
 *     {@link Tool#REOPEN} the {@code reason}
 * @param changes runs of voxels: first index in the stored order of the whole grid, length, label before, label after
 * @param sliceSha256 of the plane's labels afterwards, one byte each, from the patient's left back to the right front
 * @param program version of the program
 * @param previous SHA-256 of the line before, hexadecimal; of nothing for the first
 */
public record AnnotationEvent(
        int seq,
        String time,
        Tool tool,
        int group,
        OptionalInt target,
        OptionalInt label,
        OptionalInt slice,
        Map<String, String> parameters,
        List<List<Integer>> changes,
        Optional<String> sliceSha256,
        String program,
        String previous) {
    public AnnotationEvent {
        parameters = Map.copyOf(parameters);
        changes = List.copyOf(changes);
    }
}
