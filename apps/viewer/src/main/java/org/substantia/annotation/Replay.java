package org.substantia.annotation;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.anatomy.LabelScheme;

/** The state that a log's events lead to. Not thread-safe. */
final class Replay {
    private final String file;
    private final AxialOrder order;
    private final LabelScheme scheme;
    /** What a voxel may hold. */
    private final Set<Integer> values = new TreeSet<>(Set.of(0));

    private final byte[] labels;
    private final Deque<Group> undoable = new ArrayDeque<>();
    private final Deque<Group> redoable = new ArrayDeque<>();
    private final Set<String> signers = new TreeSet<>();

    /** Edits that are undone together. */
    record Group(int id, List<AnnotationEvent> events) {
        /** All changes, in their order. */
        List<List<Integer>> changes() {
            return events.stream().flatMap(event -> event.changes().stream()).toList();
        }

        /** The slice, if there is only one. */
        OptionalInt slice() {
            return only(AnnotationEvent::slice);
        }

        /** The label, if there is only one. */
        OptionalInt label() {
            return only(AnnotationEvent::label);
        }

        private OptionalInt only(Function<AnnotationEvent, OptionalInt> part) {
            List<OptionalInt> values = events.stream().map(part).distinct().toList();
            return values.size() == 1 ? values.get(0) : OptionalInt.empty();
        }
    }

    Replay(String file, AxialOrder order, LabelScheme scheme) {
        this.file = file;
        this.order = order;
        this.scheme = scheme;
        scheme.nuclei().forEach(nucleus -> values.add(scheme.labelOf(nucleus).orElseThrow()));
        this.labels = new byte[order.stored().voxelCount()];
    }

    AxialOrder order() {
        return order;
    }

    byte[] labels() {
        return labels;
    }

    /** Who has signed the mask as it is. */
    Set<String> signers() {
        return signers;
    }

    Deque<Group> undoable() {
        return undoable;
    }

    Deque<Group> redoable() {
        return redoable;
    }

    /**
     * Applies a log's events to the empty mask.
     *
     * @param about what the first of them must tell of
     * @throws IOException naming the file, if it tells of something else, or an event does not fit
     */
    void applyAll(Map<String, String> about, List<AnnotationEvent> events) throws IOException {
        requireSame(about, events.get(0));
        for (AnnotationEvent event : events) {
            apply(event);
        }
    }

    /** SHA-256 of the labels in stored order, one byte a voxel. */
    String maskDigest() {
        return Sha256.hex(labels);
    }

    private void requireSame(Map<String, String> about, AnnotationEvent first) throws IOException {
        for (Map.Entry<String, String> entry : about.entrySet()) {
            String found = first.parameters().get(entry.getKey());
            if (first.tool() == Tool.OPEN && found == null) {
                throw new IOException(file + ": was drawn without a " + entry.getKey());
            }
            if (first.tool() != Tool.OPEN || !entry.getValue().equals(found)) {
                throw new IOException(
                        file + ": was drawn with " + entry.getKey() + " " + found + ", here it is " + entry.getValue());
            }
        }
    }

    /** @throws IOException naming the file and the line, if the event does not fit the state */
    void apply(AnnotationEvent event) throws IOException {
        requireSound(event);
        for (List<Integer> run : event.changes()) {
            put(event, run);
        }
        if (event.slice().isPresent()
                && !event.sliceSha256().equals(Optional.of(digest(event.slice().getAsInt())))) {
            throw fault(event, "leads to another slice than the one it was written for");
        }
        switch (event.tool()) {
            case OPEN, AGREED -> {
                // What a review begins with is not taken back.
            }
            case SIGN -> {
                if (!maskDigest().equals(event.parameters().get("maskSha256"))) {
                    throw fault(event, "signs another mask than the one that the lines before lead to");
                }
                signers.add(event.parameters().getOrDefault("rater", ""));
            }
            case REOPEN -> signers.clear();
            case UNDO -> turnBack(event, undoable, redoable);
            case REDO -> turnBack(event, redoable, undoable);
            default -> {
                redoable.clear();
                if (undoable.isEmpty() || undoable.peek().id() != event.group()) {
                    undoable.push(new Group(event.group(), new ArrayList<>()));
                }
                undoable.peek().events().add(event);
            }
        }
    }

    /** The chain does not tell whether the last line was changed, so what it says is checked as well. */
    private void requireSound(AnnotationEvent event) throws IOException {
        if (event.label().isPresent()) {
            requireLabel(event, event.label().getAsInt());
        }
        if (event.slice().isPresent()
                && (event.slice().getAsInt() < 0
                        || event.slice().getAsInt() >= order.axial().nz())) {
            throw fault(event, "names slice " + event.slice().getAsInt() + ", which the image does not have");
        }
        boolean edits = event.tool().isEdit();
        if (edits && (event.label().isEmpty() || event.slice().isEmpty())) {
            throw fault(event, "draws without a label or a slice");
        }
        boolean turnsBack = event.tool() == Tool.UNDO || event.tool() == Tool.REDO;
        if (!edits && !turnsBack && !event.changes().isEmpty()) {
            throw fault(event, "changes voxels without drawing");
        }
    }

    private void requireLabel(AnnotationEvent event, int label) throws IOException {
        if (!values.contains(label)) {
            throw fault(event, "names label " + label + ", which a " + scheme + " mask does not have");
        }
    }

    private void put(AnnotationEvent event, List<Integer> run) throws IOException {
        if (run.size() != 4 || run.stream().anyMatch(Objects::isNull)) {
            throw fault(event, "has a run of voxels that is not four numbers");
        }
        if (run.get(0) < 0 || run.get(1) < 1 || run.get(0) > labels.length - run.get(1)) {
            throw fault(event, "has a run of voxels that is not in the grid");
        }
        requireLabel(event, run.get(2));
        requireLabel(event, run.get(3));
        for (int i = run.get(0); i < run.get(0) + run.get(1); i++) {
            if (labels[i] != run.get(2).byteValue()) {
                throw fault(event, "changes a voxel that did not hold label " + run.get(2));
            }
            labels[i] = run.get(3).byteValue();
        }
    }

    private void turnBack(AnnotationEvent event, Deque<Group> from, Deque<Group> to) throws IOException {
        if (from.isEmpty() || from.peek().id() != event.target().orElse(-1)) {
            throw fault(event, "turns back what is not the latest edit");
        }
        List<List<Integer>> changes = from.peek().changes();
        if (!event.changes().equals(event.tool() == Tool.UNDO ? inverse(changes) : changes)) {
            throw fault(event, "turns back other voxels than the edit changed");
        }
        to.push(from.pop());
    }

    private IOException fault(AnnotationEvent event, String what) {
        return new IOException(file + ": line " + (event.seq() + 1) + ": " + what);
    }

    /** @throws IllegalArgumentException if a label, plane or pixel does not exist */
    void requireValid(Edit edit) {
        if (scheme.nucleusOf(edit.label()).isEmpty()) {
            throw new IllegalArgumentException("a " + scheme + " mask has no label " + edit.label());
        }
        if (edit.plane() < 0 || edit.plane() >= order.axial().nz()) {
            throw new IllegalArgumentException("there is no slice " + edit.plane());
        }
        Stream.concat(edit.set().stream(), edit.clear().stream()).forEach(pixel -> {
            if (pixel < 0 || pixel >= order.planeSize()) {
                throw new IllegalArgumentException("there is no pixel " + pixel + " in a slice");
            }
        });
    }

    /** What an edit changes, as runs in stored order. */
    List<List<Integer>> changes(Edit edit) {
        List<int[]> voxels = new ArrayList<>();
        for (int pixel : edit.set()) {
            int index = order.storedIndex(edit.plane(), pixel);
            int before = labels[index] & 0xff;
            if (before != edit.label() && (before == 0 || !edit.protectOthers())) {
                voxels.add(new int[] {index, before, edit.label()});
            }
        }
        for (int pixel : edit.clear()) {
            int index = order.storedIndex(edit.plane(), pixel);
            if ((labels[index] & 0xff) == edit.label()) {
                voxels.add(new int[] {index, edit.label(), 0});
            }
        }
        voxels.sort((a, b) -> Integer.compare(a[0], b[0]));
        List<List<Integer>> runs = new ArrayList<>();
        int[] open = new int[4];
        int last = -1;
        for (int[] voxel : voxels) {
            if (voxel[0] == last) {
                // Named twice.
                continue;
            }
            if (open[1] > 0 && voxel[0] == last + 1 && voxel[1] == open[2] && voxel[2] == open[3]) {
                open[1]++;
            } else {
                add(open, runs);
                open = new int[] {voxel[0], 1, voxel[1], voxel[2]};
            }
            last = voxel[0];
        }
        add(open, runs);
        return runs;
    }

    private static void add(int[] run, List<List<Integer>> runs) {
        if (run[1] > 0) {
            runs.add(Arrays.stream(run).boxed().toList());
        }
    }

    static List<List<Integer>> inverse(List<List<Integer>> changes) {
        return changes.stream()
                .map(run -> List.of(run.get(0), run.get(1), run.get(3), run.get(2)))
                .collect(Collectors.collectingAndThen(Collectors.toList(), runs -> {
                    // Where two changes meet, the later one is taken back first.
                    Collections.reverse(runs);
                    return List.copyOf(runs);
                }));
    }

    byte[] plane(int plane) {
        byte[] out = new byte[order.planeSize()];
        for (int pixel = 0; pixel < out.length; pixel++) {
            out[pixel] = labels[order.storedIndex(plane, pixel)];
        }
        return out;
    }

    private String digest(int plane) {
        return Sha256.hex(plane(plane));
    }

    /** The digest that a plane will have after changes. */
    String digestAfter(int plane, List<List<Integer>> changes) {
        fill(changes);
        String digest = digest(plane);
        fill(inverse(changes));
        return digest;
    }

    private void fill(List<List<Integer>> changes) {
        for (List<Integer> run : changes) {
            Arrays.fill(labels, run.get(0), run.get(0) + run.get(1), run.get(3).byteValue());
        }
    }
}
