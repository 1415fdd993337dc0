package org.substantia.challenge.container;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.substantia.challenge.intake.CheckReport;

/**
 * The report on an image: what was found in it, how it ran, and how far it agrees with what was submitted.
 *
 * @param programVersion of this program
 * @param image the file's name, hash and size
 * @param unpackedBytes of all files of all layers
 * @param engine that ran it
 * @param findings of the static check
 * @param dryRun on public cases; empty when the image did not pass the check
 * @param run on the cases of the phase; empty when there was none
 * @param agreement with the submission; empty when none was compared
 * @param passed whether all of it went well
 */
public record ContainerReport(
        String programVersion,
        Instant at,
        Image image,
        long unpackedBytes,
        int layers,
        String engine,
        List<CheckReport.Line> findings,
        Optional<Stage> dryRun,
        Optional<Stage> run,
        Optional<Agreement> agreement,
        boolean passed) {
    public ContainerReport {
        findings = List.copyOf(findings);
    }

    /** What was verified. */
    public record Image(String fileName, String sha256, long bytes) {}

    /**
     * How far what the image wrote agrees with what was submitted.
     *
     * @param masks how many were compared
     * @param identical how many of them are the same in every voxel
     * @param lowestDice the least Dice of any structure of any mask, 1 when nothing was compared
     * @param labels how many diagnoses were compared
     * @param differing what differs, one line each; the first fifty
     */
    public record Agreement(
            int masks, int identical, double lowestDice, int labels, int equalLabels, List<String> differing) {
        public Agreement {
            differing = List.copyOf(differing);
        }
    }

    /**
     * One run.
     *
     * @param status of the program; 0 when it says that all went well
     * @param exceeded the limit that ended it
     * @param secondsPerCase wall time by cases
     * @param peakMemoryBytes of all its processes, where the engine can tell
     * @param missing files that it should have written
     * @param output the end of what it printed
     */
    public record Stage(
            int cases,
            int status,
            Optional<String> exceeded,
            double secondsPerCase,
            OptionalLong peakMemoryBytes,
            List<String> missing,
            String output) {
        public Stage {
            missing = List.copyOf(missing);
        }

        /** Whether it ran to its end in time and wrote everything. */
        public boolean passed(double maxSecondsPerCase) {
            return status == 0 && exceeded.isEmpty() && missing.isEmpty() && secondsPerCase <= maxSecondsPerCase;
        }
    }
}
