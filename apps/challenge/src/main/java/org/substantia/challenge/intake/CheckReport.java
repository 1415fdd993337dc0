package org.substantia.challenge.intake;

import java.util.List;

/**
 * What the check of a file found.
 *
 * @param cases how many cases it has
 * @param segmentation whether it takes part in the track of segmentation
 * @param classification whether it takes part in the track of classification
 */
public record CheckReport(int cases, boolean segmentation, boolean classification, List<Line> lines) {
    public CheckReport {
        lines = List.copyOf(lines);
    }

    /**
     * One finding, in the words of {@code substantia validate}.
     *
     * @param error whether the file is rejected for it
     * @param caseId empty when it concerns the whole file
     */
    public record Line(boolean error, String caseId, String check, String message) {}

    public List<Line> errors() {
        return lines.stream().filter(Line::error).toList();
    }

    public List<Line> warnings() {
        return lines.stream().filter(line -> !line.error()).toList();
    }

    public boolean passed() {
        return errors().isEmpty();
    }
}
