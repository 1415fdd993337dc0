package org.substantia.annotation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Geometry;

/**
 * Where event logs lie: {@code ID/QSM.RATER.jsonl}, {@code ID/NM.RATER.jsonl}, and {@code consensus} for the rater
 * where two have agreed.
 *
 * @param root the folder of all cases
 */
public record AnnotationFolder(Path root) {
    private static final String ENDING = ".jsonl";

    public Path file(String caseId, LabelScheme scheme, Rater rater) {
        return root.resolve(caseId).resolve(scheme.name() + "." + rater.name() + ENDING);
    }

    /** All logs, whoever drew them, the consensus among them; by case, then by name. */
    public List<Path> logs() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.find(root, 2, (file, attributes) -> attributes.isRegularFile())) {
            return files.filter(file -> root.relativize(file).getNameCount() == 2
                            && file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** All logs of a rater, or of the consensus, by case. */
    public List<Path> logs(Rater rater) throws IOException {
        Set<String> names = Arrays.stream(LabelScheme.values())
                .map(scheme -> file("", scheme, rater).getFileName().toString())
                .collect(Collectors.toSet());
        return logs().stream()
                .filter(log -> names.contains(log.getFileName().toString()))
                .toList();
    }

    /** The mask of a rater, or the consensus of two, which must be that of their masks as they are. */
    DrawnMask read(String caseId, LabelScheme scheme, Rater rater, Optional<Rater> reviewed, Geometry grid)
            throws IOException {
        return reviewed.isPresent()
                ? Review.consensus(this, caseId, scheme, rater, reviewed.get(), grid)
                : DrawnMask.read(file(caseId, scheme, rater), caseId, scheme, rater, grid);
    }

    /**
     * How far a mask is, from the last line of its log; the log may be open in another program.
     *
     * @throws IOException naming the file, if its last line is no event
     */
    public DrawingState state(String caseId, LabelScheme scheme, Rater rater) throws IOException {
        Path file = file(caseId, scheme, rater);
        if (!Files.exists(file)) {
            return DrawingState.EMPTY;
        }
        List<AnnotationEvent> latest = EventLog.latest(file);
        if (latest.isEmpty() || latest.get(0).tool() == Tool.OPEN) {
            return DrawingState.EMPTY;
        }
        return latest.get(0).tool() == Tool.SIGN ? DrawingState.SIGNED : DrawingState.DRAWN;
    }

    /**
     * Who has signed a mask as it is, by name, from the last lines of its log; the log may be open in another program.
     *
     * @throws IOException naming the file, if one of these lines is no event
     */
    public Set<String> signers(String caseId, LabelScheme scheme, Rater rater) throws IOException {
        Path file = file(caseId, scheme, rater);
        if (!Files.exists(file)) {
            return Set.of();
        }
        // Nothing but another signature or a reopening follows a signature.
        return EventLog.latest(file).stream()
                .filter(event -> event.tool() == Tool.SIGN)
                .map(event -> event.parameters().getOrDefault("rater", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The raters who drew a mask of a case, by name, the consensus left out. */
    public List<Rater> raters(String caseId, LabelScheme scheme) throws IOException {
        Path folder = root.resolve(caseId);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Rater> raters = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (String name :
                    files.map(file -> file.getFileName().toString()).sorted().toList()) {
                if (name.startsWith(scheme.name() + ".") && name.endsWith(ENDING)) {
                    String rater = name.substring(scheme.name().length() + 1, name.length() - ENDING.length());
                    if (!rater.equals(Rater.CONSENSUS.name())) {
                        raters.add(new Rater(rater));
                    }
                }
            }
        }
        return raters;
    }
}
