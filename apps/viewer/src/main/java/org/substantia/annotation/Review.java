package org.substantia.annotation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.scoring.fusion.Difference;
import org.substantia.scoring.fusion.Differences;
import org.substantia.scoring.fusion.ShapeBasedAverage;

/**
 * Two raters' signed masks of one image, where they differ, and the consensus that grows as the differences are decided
 * one by one. The consensus is an {@link Annotation} of its own, whose log names both masks by their digests: it begins
 * with what both drew alike, and every decision is an event. Undo takes decisions back. Thread-safe.
 */
public final class Review implements AutoCloseable {
    private static final String DIFFERENCE = "difference";
    private static final String REMARK = "remark";
    /** Pieces of fewer pixels are settled together. */
    private static final int SPECK = 2;

    private final Rater first;
    private final Rater second;
    /** In axial planes, the first rater's and the second's. */
    private final List<LabelMap> masks;

    private final Annotation consensus;
    private final List<RaterDifference> found;
    private final Map<Integer, Mask> middles = new HashMap<>();

    private Review(Rater first, Rater second, List<LabelMap> masks, Annotation consensus) {
        this.first = first;
        this.second = second;
        this.masks = List.copyOf(masks);
        this.consensus = consensus;
        this.found = differences(consensus.scheme(), masks.get(0), masks.get(1));
    }

    /**
     * Begins a review, or continues one. The raters' order does not matter: the first is the first by name.
     *
     * @param grid of the image that was drawn on, as stored
     * @param program version of the program, for the record
     * @throws IOException naming the file, if a rater has not drawn or not signed the mask, one of the masks has
     *     changed since the review began, the consensus lacks some of what both drew alike, or a log cannot be opened
     */
    public static Review open(
            AnnotationFolder folder,
            String caseId,
            LabelScheme scheme,
            Rater one,
            Rater other,
            Geometry grid,
            String program)
            throws IOException {
        Pair pair = Pair.read(folder, caseId, scheme, one, other, grid);
        Path file = folder.file(caseId, scheme, Rater.CONSENSUS);
        Annotation consensus =
                Annotation.open(file, scheme, grid, pair.about(caseId, scheme, grid), program, Clock.systemUTC());
        try {
            if (begins(consensus.events())) {
                // What an interrupted start has put there already is no change.
                consensus.edit(consensus.latest(), pair.agreed());
            }
            pair.requireAgreed(file, consensus.events(), consensus.order());
            return new Review(pair.raters().get(0), pair.raters().get(1), pair.masks(), consensus);
        } catch (IOException | RuntimeException e) {
            consensus.close();
            throw e;
        }
    }

    /**
     * The consensus of a review as far as it is.
     *
     * @throws IOException as {@link #open}, also if it is the consensus of other raters
     */
    static DrawnMask consensus(
            AnnotationFolder folder, String caseId, LabelScheme scheme, Rater one, Rater other, Geometry grid)
            throws IOException {
        Pair pair = Pair.read(folder, caseId, scheme, one, other, grid);
        Path file = folder.file(caseId, scheme, Rater.CONSENSUS);
        DrawnMask mask = DrawnMask.read(file, scheme, grid, pair.about(caseId, scheme, grid));
        pair.requireAgreed(file, mask.events(), new AxialOrder(grid));
        return mask;
    }

    /** Both raters by name, their signed masks in axial planes, and the digests that the consensus names them by. */
    private record Pair(List<Rater> raters, List<LabelMap> masks, Map<String, String> digests) {
        static Pair read(
                AnnotationFolder folder, String caseId, LabelScheme scheme, Rater one, Rater other, Geometry grid)
                throws IOException {
            List<Rater> raters = Stream.of(one, other)
                    .sorted(Comparator.comparing(Rater::name))
                    .toList();
            List<LabelMap> masks = new ArrayList<>();
            Map<String, String> digests = new LinkedHashMap<>();
            for (Rater rater : raters) {
                Path file = folder.file(caseId, scheme, rater);
                if (!Files.exists(file)) {
                    throw new IOException(file + ": rater " + rater.name() + " has not drawn this mask");
                }
                DrawnMask mask = DrawnMask.read(file, caseId, scheme, rater, grid);
                if (!mask.signed()) {
                    throw new IOException(file + ": rater " + rater.name()
                            + " has not signed this mask; a review begins with two signed masks");
                }
                masks.add(Reorient.toRas(mask.labels()));
                digests.put("mask of " + rater.name(), mask.maskSha256());
            }
            return new Pair(raters, masks, digests);
        }

        /** What the log of the consensus begins with. */
        Map<String, String> about(String caseId, LabelScheme scheme, Geometry grid) {
            Map<String, String> about = new LinkedHashMap<>(Annotation.about(caseId, scheme, Rater.CONSENSUS, grid));
            about.putAll(digests);
            return about;
        }

        /** What both drew alike. */
        List<Edit> agreed() {
            int plane = masks.get(0).geometry().nx() * masks.get(0).geometry().ny();
            Map<Integer, Map<Integer, List<Integer>>> alike = new LinkedHashMap<>();
            masks.get(0).forEachLabeled((index, label) -> {
                if (masks.get(1).get(index) == label) {
                    alike.computeIfAbsent(index / plane, z -> new LinkedHashMap<>())
                            .computeIfAbsent(label, l -> new ArrayList<>())
                            .add(index % plane);
                }
            });
            List<Edit> edits = new ArrayList<>();
            alike.forEach((z, labels) -> labels.forEach(
                    (label, pixels) -> edits.add(new Edit(Tool.AGREED, label, z, pixels, List.of(), true, Map.of()))));
            return edits;
        }

        /** @throws IOException naming the log, if no event of its brought in a voxel that both drew alike */
        void requireAgreed(Path file, List<AnnotationEvent> events, AxialOrder order) throws IOException {
            Set<Integer> there = new HashSet<>();
            for (AnnotationEvent event : events) {
                if (event.tool() == Tool.AGREED) {
                    event.changes().forEach(run -> IntStream.range(run.get(0), run.get(0) + run.get(1))
                            .forEach(there::add));
                }
            }
            long missing = agreed().stream()
                    .flatMap(edit -> edit.set().stream().map(pixel -> order.storedIndex(edit.plane(), pixel)))
                    .filter(voxel -> !there.contains(voxel))
                    .count();
            if (missing > 0) {
                throw new IOException(file + ": lacks " + Format.count(missing, "voxel")
                        + " that both raters drew alike, since the start of the review was interrupted; "
                        + (begins(events)
                                ? "open the review once more to add them"
                                : "move the file away and review the case anew"));
            }
        }
    }

    /** Whether nothing was done yet but to put in what both drew alike. */
    private static boolean begins(List<AnnotationEvent> events) {
        return events.stream().allMatch(event -> event.tool() == Tool.OPEN || event.tool() == Tool.AGREED);
    }

    private static List<RaterDifference> differences(LabelScheme scheme, LabelMap first, LabelMap second) {
        int plane = first.geometry().nx() * first.geometry().ny();
        record Weighed(RaterDifference difference, double weight) {}
        List<Weighed> pieces = new ArrayList<>();
        for (Nucleus nucleus : scheme.nuclei()) {
            int label = scheme.labelOf(nucleus).orElseThrow();
            for (Difference piece : Differences.between(Mask.of(first, label), Mask.of(second, label))) {
                int start = piece.voxels().get(0);
                String id = label + "-" + (piece.onlyFirst() ? "first" : "second") + "-" + start;
                pieces.add(new Weighed(
                        new RaterDifference(
                                id,
                                label,
                                piece.slice(),
                                piece.onlyFirst(),
                                piece.voxels().stream().map(v -> v % plane).toList(),
                                piece.volumeMm3(),
                                piece.distanceMm(),
                                Optional.empty()),
                        piece.weight()));
            }
        }
        return pieces.stream()
                .sorted(Comparator.comparingDouble(Weighed::weight).reversed())
                .map(Weighed::difference)
                .toList();
    }

    /** The mask agreed on so far. To be drawn on like any other. */
    public Annotation consensus() {
        return consensus;
    }

    /** The first by name. */
    public Rater first() {
        return first;
    }

    public Rater second() {
        return second;
    }

    /** What the first rater drew, in axial planes. */
    public LabelMap firstMask() {
        return masks.get(0);
    }

    /** What the second rater drew, in axial planes. */
    public LabelMap secondMask() {
        return masks.get(1);
    }

    /** All differences, the weightiest first (volume times distance), with the decisions made so far. */
    public List<RaterDifference> differences() {
        Map<String, Decision> decided = decisions();
        return found.stream()
                .map(d -> d.with(Optional.ofNullable(decided.get(d.id()))))
                .toList();
    }

    /** The latest decision on each difference that was not taken back. */
    private Map<String, Decision> decisions() {
        Set<Integer> undone = new HashSet<>();
        List<AnnotationEvent> events = consensus.events();
        for (AnnotationEvent event : events) {
            if (event.tool() == Tool.UNDO) {
                undone.add(event.target().orElseThrow());
            } else if (event.tool() == Tool.REDO) {
                undone.remove(event.target().orElseThrow());
            }
        }
        Map<String, Decision> decided = new HashMap<>();
        for (AnnotationEvent event : events) {
            if (event.tool().isDecision() && !undone.contains(event.group())) {
                Decision decision = Arrays.stream(Decision.values())
                        .filter(d -> d.tool() == event.tool())
                        .findFirst()
                        .orElseThrow();
                decided.put(event.parameters().get(DIFFERENCE), decision);
            }
        }
        return decided;
    }

    /**
     * Decides a difference, for the first time or anew.
     *
     * @param on the latest event that the person who decides has seen
     * @param id of the difference
     * @param remark why; may be blank
     * @return the number of the latest event
     * @throws Conflict if there is a later one
     * @throws IOException if the consensus is signed, or cannot be written
     * @throws IllegalArgumentException if there is no such difference
     */
    public int decide(int on, String id, Decision decision, String remark) throws IOException {
        RaterDifference difference = found.stream()
                .filter(d -> d.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no difference " + id));
        return consensus.edit(on, edits(difference, decision, remark));
    }

    /**
     * Settles all undecided pieces of a single pixel by the middle, in one step.
     *
     * @return how many there were
     * @throws Conflict if the state seen is not the latest
     * @throws IOException if the consensus is signed, or cannot be written
     */
    public int settleSpecks(int on) throws IOException {
        List<RaterDifference> specks = differences().stream()
                .filter(d -> d.decision().isEmpty() && d.pixels().size() < SPECK)
                .toList();
        consensus.edit(
                on,
                specks.stream()
                        .flatMap(d -> edits(d, Decision.MIDDLE, "").stream())
                        .toList());
        return specks.size();
    }

    private List<Edit> edits(RaterDifference difference, Decision decision, String remark) {
        List<Integer> kept = kept(difference, decision);
        Set<Integer> cleared = new TreeSet<>(decision == Decision.REDRAWN ? List.of() : difference.pixels());
        kept.forEach(cleared::remove);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(DIFFERENCE, difference.id());
        if (!remark.isBlank()) {
            parameters.put(REMARK, remark.strip());
        }
        List<Edit> edits = new ArrayList<>();
        // A voxel that the other rater gave to a neighbor goes to the nucleus it is decided for.
        edits.add(new Edit(
                decision.tool(),
                difference.label(),
                difference.plane(),
                kept,
                List.copyOf(cleared),
                false,
                parameters));
        edits.addAll(givenBack(difference, cleared));
        return edits;
    }

    /** Voxels that a difference loses and another one, by its standing decision, has: they were drawn over. */
    private List<Edit> givenBack(RaterDifference difference, Set<Integer> cleared) {
        byte[] labels = consensus.plane(difference.plane());
        cleared.removeIf(pixel -> labels[pixel] != difference.label());
        List<Edit> edits = new ArrayList<>();
        if (cleared.isEmpty()) {
            return edits;
        }
        for (RaterDifference other : differences()) {
            if (other.plane() == difference.plane()
                    && other.label() != difference.label()
                    && other.decision().isPresent()) {
                List<Integer> back = kept(other, other.decision().get()).stream()
                        .filter(cleared::contains)
                        .toList();
                if (!back.isEmpty()) {
                    edits.add(new Edit(
                            other.decision().get().tool(),
                            other.label(),
                            other.plane(),
                            back,
                            List.of(),
                            true,
                            Map.of(DIFFERENCE, other.id())));
                }
            }
        }
        return edits;
    }

    /** What of a difference is drawn when it is decided so. */
    private List<Integer> kept(RaterDifference difference, Decision decision) {
        return switch (decision) {
            case FIRST -> difference.onlyFirst() ? difference.pixels() : List.of();
            case SECOND -> difference.onlyFirst() ? List.of() : difference.pixels();
            case MIDDLE -> inMiddle(difference);
            case REDRAWN -> List.of();
        };
    }

    private synchronized List<Integer> inMiddle(RaterDifference difference) {
        Mask middle = middles.computeIfAbsent(
                difference.label(),
                label -> ShapeBasedAverage.of(
                        masks.stream().map(mask -> Mask.of(mask, label)).toList(), Workers.caller()));
        int start = difference.plane() * consensus.order().planeSize();
        return difference.pixels().stream()
                .filter(pixel -> middle.contains(start + pixel))
                .toList();
    }

    /**
     * Signs the consensus. It is final, and can be exported, when both raters have.
     *
     * @throws Conflict if the state seen is not the latest
     * @throws IOException if differences are undecided, the rater is neither of the two or has signed already, or the
     *     log cannot be written
     */
    public String sign(int on, Rater by) throws IOException {
        if (!by.equals(first) && !by.equals(second)) {
            throw new IOException("this consensus is signed by " + first.name() + " and " + second.name());
        }
        List<RaterDifference> all = differences();
        long open = all.stream().filter(d -> d.decision().isEmpty()).count();
        if (open > 0) {
            throw new IOException(open + " of " + all.size() + " differences are not decided yet");
        }
        return consensus.sign(on, by);
    }

    @Override
    public void close() throws IOException {
        consensus.close();
    }
}
