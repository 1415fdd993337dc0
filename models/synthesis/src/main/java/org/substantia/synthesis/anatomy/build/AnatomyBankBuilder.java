package org.substantia.synthesis.anatomy.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.substantia.base.parallel.Workers;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.anatomy.build.shape.ShapeVariationBuilder;
import org.substantia.synthesis.anatomy.build.shape.ShapeVariationBuilder.BuiltShapes;
import org.substantia.synthesis.anatomy.coding.FieldCode;

/**
 * Builds an {@link AnatomyBank} from heads and masks: every head is brought to the masks it is paired with, every
 * composite is measured as it will be loaded, and those that pass go into the bank. The same sources and options give
 * the same file on any number of threads.
 */
public final class AnatomyBankBuilder {
    /**
     * Where a bank's sources lie.
     *
     * @param heads folder of label maps of whole heads with FreeSurfer's numbers, {@code *.nii.gz}
     * @param masks folder of folders named by patient, each with {@code QSM_mask.nii.gz} and {@code NM_mask.nii.gz} or
     *     the same with {@code _pred}
     * @param shapes folder of subcortical label maps of the Harvard-Oxford Atlas 2.0, {@code *.nii.gz}, one a person;
     *     empty for a bank that does not tell how people differ in shape
     */
    public record Sources(Path heads, Path masks, Optional<Path> shapes) {
        /**
         * Names of the heads by which options refer to them.
         *
         * @throws IOException if there is none
         */
        public Set<String> headNames() throws IOException {
            return names(SourceFiles.heads(heads));
        }

        /** Likewise of the masks, whether or not they can be used. */
        public Set<String> maskNames() throws IOException {
            return names(SourceFiles.maskFolders(masks));
        }

        private static Set<String> names(List<Path> files) {
            return files.stream().map(SourceFiles::baseName).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Told how the building goes on, on any thread. */
    public interface Listener {
        /** A composite is done; they come in the order of the bank, as soon as one and those before it are done. */
        void composite(CompositeQuality quality);

        /** A person's shape is known, as one line tells. */
        void person(String summary);

        /** A head, a mask or a person cannot be used, as one line naming the file tells; the others are. */
        void leftOut(String reason);
    }

    private final AnatomyBankOptions options;
    private final Map<String, Path> headFiles = new TreeMap<>();
    private final Map<String, SourceMask> masks = new TreeMap<>();
    /** One for each pair, {@code null} until it is done; empty if its head cannot be read. */
    private final List<Optional<BuiltComposite>> results = new ArrayList<>();

    private final Listener listener;
    private final Queue<String> reasons = new ConcurrentLinkedQueue<>();
    private int reported;

    private AnatomyBankBuilder(AnatomyBankOptions options, Listener listener) {
        this.options = options;
        this.listener = listener;
    }

    /**
     * Builds a bank and writes it to {@code out}. Takes about ten seconds a pair and 300 MB a thread, and fifteen
     * seconds a person whose shape is taken.
     *
     * @param out the file to write; replaced if there is one
     * @param workers heads are shared out among them
     * @param listener told of every composite, every person and everything that is left out
     * @return the quality of every composite that was tried; those that do not pass are not in the bank
     * @throws IOException in one line naming the file or folder, if no head or no mask can be used or the bank cannot
     *     be written
     * @throws IllegalArgumentException if the options name a pair whose head or mask is missing, or one that mixes test
     *     anatomy with other
     */
    public static List<CompositeQuality> build(
            Sources sources, Path out, AnatomyBankOptions options, Workers workers, Listener listener)
            throws IOException {
        AnatomyBankBuilder builder = new AnatomyBankBuilder(options, listener);
        builder.run(sources, out, workers);
        return builder.built().map(BuiltComposite::quality).toList();
    }

    private void run(Sources sources, Path out, Workers workers) throws IOException {
        for (Path file : SourceFiles.heads(sources.heads())) {
            headFiles.put(SourceFiles.baseName(file), file);
        }
        List<String> unusable = new ArrayList<>();
        for (Path folder : SourceFiles.maskFolders(sources.masks())) {
            try {
                SourceMask mask = SourceMask.read(folder);
                masks.put(mask.id(), mask);
            } catch (IOException e) {
                unusable.add(folder.getFileName().toString());
                leaveOut(e);
            }
        }
        if (masks.isEmpty()) {
            throw new IOException(sources.masks() + ": none of its masks can be used; the first: " + reasons.peek());
        }
        Map<String, List<Integer>> pairsOfHead = new LinkedHashMap<>();
        List<AnatomyBankOptions.Pair> pairs = pairs(unusable);
        for (int i = 0; i < pairs.size(); i++) {
            results.add(null);
            pairsOfHead
                    .computeIfAbsent(pairs.get(i).headId(), id -> new ArrayList<>())
                    .add(i);
        }
        Optional<BuiltShapes> shapes = shapes(sources, workers);
        List<String> headIds = List.copyOf(pairsOfHead.keySet());
        BankWriter writer = new BankWriter(options, masks.values());
        AtomicInteger next = new AtomicInteger();
        // Each worker takes the next head when it is done with one, so that progress comes in order.
        workers.forEach(workers.threads(), worker -> {
            for (int h = next.getAndIncrement(); h < headIds.size(); h = next.getAndIncrement()) {
                SourceHead head;
                try {
                    head = SourceHead.read(headFiles.get(headIds.get(h)));
                } catch (IOException e) {
                    leaveOut(e);
                    pairsOfHead.get(headIds.get(h)).forEach(i -> finish(i, Optional.empty()));
                    continue;
                }
                boolean used = false;
                for (int i : pairsOfHead.get(head.id())) {
                    BuiltComposite built = compose(head, masks.get(pairs.get(i).maskId()));
                    used |= built.quality().passes();
                    finish(i, Optional.of(built));
                }
                if (used) {
                    writer.addHead(head);
                }
            }
        });
        List<BuiltComposite> done = built().toList();
        if (done.isEmpty() && !results.isEmpty()) {
            throw new IOException(sources.heads() + ": none of its heads can be used; the first: " + reasons.peek());
        }
        writer.write(out, done, shapes);
    }

    private Optional<BuiltShapes> shapes(Sources sources, Workers workers) throws IOException {
        if (sources.shapes().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ShapeVariationBuilder.build(
                SourceFiles.labelMaps(sources.shapes().get()), workers, listener::person, listener::leftOut));
    }

    private void leaveOut(IOException reason) {
        reasons.add(reason.getMessage());
        listener.leftOut(reason.getMessage());
    }

    private Stream<BuiltComposite> built() {
        return results.stream().flatMap(Optional::stream);
    }

    /** @param unusable names of masks that are there and cannot be used, whose pairs are left out */
    private List<AnatomyBankOptions.Pair> pairs(List<String> unusable) {
        Optional<List<AnatomyBankOptions.Pair>> chosen = options.pairs();
        if (chosen.isEmpty()) {
            List<AnatomyBankOptions.Pair> all =
                    headFiles.keySet().stream().flatMap(this::pairsOf).toList();
            tellOfSingles(all);
            return all;
        }
        List<AnatomyBankOptions.Pair> usable = chosen.get().stream()
                .filter(pair -> !unusable.contains(pair.maskId()))
                .toList();
        for (AnatomyBankOptions.Pair pair : usable) {
            if (!headFiles.containsKey(pair.headId()) || !masks.containsKey(pair.maskId())) {
                throw new IllegalArgumentException("no head " + pair.headId() + " or no mask " + pair.maskId());
            }
            if (isTestHead(pair.headId()) != isTestMask(pair.maskId())) {
                throw new IllegalArgumentException("head " + pair.headId() + " and mask " + pair.maskId()
                        + " cannot be joined: one of them is test anatomy, the other is not");
            }
        }
        return usable;
    }

    /** A head or mask that is test anatomy, while nothing of the other kind is, or the other way round. */
    private void tellOfSingles(List<AnatomyBankOptions.Pair> pairs) {
        for (String id : headFiles.keySet()) {
            if (pairs.stream().noneMatch(pair -> pair.headId().equals(id))) {
                listener.leftOut("head " + id + ": no mask is " + kind(isTestHead(id)) + " to join it with");
            }
        }
        for (String id : masks.keySet()) {
            if (pairs.stream().noneMatch(pair -> pair.maskId().equals(id))) {
                listener.leftOut("mask " + id + ": no head is " + kind(isTestMask(id)) + " to join it with");
            }
        }
    }

    private static String kind(boolean test) {
        return test ? "test anatomy" : "training anatomy";
    }

    private Stream<AnatomyBankOptions.Pair> pairsOf(String headId) {
        return masks.keySet().stream()
                .filter(maskId -> isTestMask(maskId) == isTestHead(headId))
                .map(maskId -> new AnatomyBankOptions.Pair(headId, maskId));
    }

    private boolean isTestHead(String id) {
        return options.testHeads().contains(id);
    }

    private boolean isTestMask(String id) {
        return options.testMasks().contains(id);
    }

    /** With the first stiffness that passes; if none does, with the first of all. */
    private BuiltComposite compose(SourceHead head, SourceMask mask) {
        CompositeQualityCheck check = new CompositeQualityCheck(head, mask);
        HeadToMaskRegistration.Start start = HeadToMaskRegistration.Start.of(head, mask);
        BuiltComposite first = null;
        for (HeadToMaskRegistration.Stiffness stiffness : HeadToMaskRegistration.Stiffness.values()) {
            BuiltComposite built = build(start.register(stiffness), mask, head, check);
            if (built.quality().passes()) {
                return built;
            }
            first = first == null ? built : first;
        }
        return first;
    }

    private BuiltComposite build(
            HeadToMaskRegistration registration, SourceMask mask, SourceHead head, CompositeQualityCheck check) {
        byte[] velocity = FieldCode.encode(registration.velocity());
        CompositeQuality quality = check.measure(
                mask.id() + "+" + head.id(),
                isTestMask(mask.id()),
                registration,
                registration.toHead(FieldCode.decode(velocity)));
        return new BuiltComposite(quality, registration.affine(), velocity);
    }

    private synchronized void finish(int index, Optional<BuiltComposite> built) {
        results.set(index, built);
        while (reported < results.size() && results.get(reported) != null) {
            results.get(reported).map(BuiltComposite::quality).ifPresent(listener::composite);
            reported++;
        }
    }
}
