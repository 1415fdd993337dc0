package org.substantia.cohort.validation.duplicates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.split.CaseGroups;

/**
 * Finds cases that show the same subject. Exact duplicates have an image of equal voxels. Near-duplicates, another scan
 * or the same one processed anew, are found by the correlation of their {@linkplain HeadSignature signatures} in the
 * first modality, in the order T1, QSM, NM, that both cases have: {@linkplain LikelyPairs likely pairs} are aligned
 * rigidly and compared.
 *
 * <p>The threshold was set on 13 T1 heads (five skull-stripped OASIS scans, the same five brought into one template's
 * space by affine maps of 130 structures, six unstripped heads, two stripped ones of templates) and seven QSM, with a
 * second scan made of most: turned, shifted, resampled, noisy, shaded, brightened or cut. After alignment the images of
 * different subjects correlated by 0.57 at most (T1 and QSM), those of one subject by 0.75 or more (T1) and 0.93 (QSM).
 * Among the 125,000 pairs of 500 subjects a few different ones may come out alike, so these are to be looked at. NM
 * images are held to the same threshold untried.
 */
public final class DuplicateSearch {
    /** Aligned pairs from this correlation on show the same subject. */
    static final double SAME_SUBJECT_CORRELATION = 0.65;

    private final List<CaseTrace> traces;
    private final Workers workers;
    private final List<Duplicate> duplicates = new ArrayList<>();
    private final List<CaseGroups.Pair> pairs = new ArrayList<>();
    /** Pairs that need no further comparison, by position in {@link #traces}. */
    private final Set<LikelyPairs.Pair> settled = new TreeSet<>();

    private DuplicateSearch(List<CaseTrace> traces, Workers workers) {
        this.traces = traces;
        this.workers = workers;
    }

    /**
     * What the search found.
     *
     * @param duplicates pairs of cases, equal images first
     * @param groups cases of one subject, its known sessions included
     */
    public record Result(List<Duplicate> duplicates, CaseGroups groups) {
        public Result {
            duplicates = List.copyOf(duplicates);
        }
    }

    public static Result among(List<CaseTrace> traces, Workers workers) {
        DuplicateSearch search = new DuplicateSearch(traces, workers);
        search.identical();
        search.sessions();
        for (Modality modality : Modality.values()) {
            search.similar(modality);
        }
        return new Result(search.duplicates, CaseGroups.ofPairs(search.pairs));
    }

    /** Sessions of one subject belong together without being a fault, unless their images are equal. */
    private void sessions() {
        SortedMap<String, List<Integer>> bySubject = new TreeMap<>();
        for (int i = 0; i < traces.size(); i++) {
            List<Integer> sessions = bySubject.computeIfAbsent(traces.get(i).subject(), subject -> new ArrayList<>());
            for (int earlier : sessions) {
                settled.add(new LikelyPairs.Pair(earlier, i));
                pairs.add(new CaseGroups.Pair(
                        traces.get(earlier).caseId(), traces.get(i).caseId()));
            }
            sessions.add(i);
        }
    }

    /** Of several equal images each is reported as equal to the first, and no pair of them is compared further. */
    private void identical() {
        for (Modality modality : Modality.values()) {
            Map<String, List<Integer>> equal = new HashMap<>();
            for (int i = 0; i < traces.size(); i++) {
                String digest = traces.get(i).digests().get(modality);
                if (digest == null) {
                    continue;
                }
                List<Integer> earlier = equal.computeIfAbsent(digest, key -> new ArrayList<>());
                if (!earlier.isEmpty()) {
                    add(new LikelyPairs.Pair(earlier.get(0), i), modality, OptionalDouble.empty());
                }
                for (int other : earlier) {
                    settled.add(new LikelyPairs.Pair(other, i));
                }
                earlier.add(i);
            }
        }
    }

    private void add(LikelyPairs.Pair pair, Modality modality, OptionalDouble correlation) {
        if (settled.add(pair)) {
            String first = traces.get(pair.first()).caseId();
            String second = traces.get(pair.second()).caseId();
            pairs.add(new CaseGroups.Pair(first, second));
            duplicates.add(new Duplicate(first, second, modality, correlation));
        }
    }

    private void similar(Modality modality) {
        List<Integer> positions = new ArrayList<>();
        List<HeadSignature> signatures = new ArrayList<>();
        signatures(modality, positions, signatures);
        List<LikelyPairs.Pair> likely = new ArrayList<>();
        List<LikelyPairs.Pair> inCohort = new ArrayList<>();
        for (LikelyPairs.Pair pair : LikelyPairs.among(signatures, workers)) {
            LikelyPairs.Pair cases = new LikelyPairs.Pair(positions.get(pair.first()), positions.get(pair.second()));
            if (!settled.contains(cases) && !haveEarlier(modality, cases)) {
                likely.add(pair);
                inCohort.add(cases);
            }
        }
        double[] correlations = new double[likely.size()];
        workers.forEach(correlations.length, i -> {
            HeadSignature first = signatures.get(likely.get(i).first());
            correlations[i] = signatures.get(likely.get(i).second()).alignedCorrelation(first);
        });
        for (int i = 0; i < correlations.length; i++) {
            if (correlations[i] >= SAME_SUBJECT_CORRELATION) {
                add(inCohort.get(i), modality, OptionalDouble.of(correlations[i]));
            }
        }
    }

    /** Whether two cases have a more telling modality in common. */
    private boolean haveEarlier(Modality modality, LikelyPairs.Pair cases) {
        for (Modality earlier : Modality.values()) {
            if (earlier == modality) {
                return false;
            }
            if (traces.get(cases.first()).heads().containsKey(earlier)
                    && traces.get(cases.second()).heads().containsKey(earlier)) {
                return true;
            }
        }
        return false;
    }

    /** Fills in the cases that can be compared by a modality, by position, and their signatures. */
    private void signatures(Modality modality, List<Integer> positions, List<HeadSignature> signatures) {
        List<Integer> having = new ArrayList<>();
        List<HeadImage> heads = new ArrayList<>();
        for (int i = 0; i < traces.size(); i++) {
            HeadImage head = traces.get(i).heads().get(modality);
            if (head != null) {
                having.add(i);
                heads.add(head);
            }
        }
        Optional<HeadPose> pose = HeadPose.among(heads, workers);
        if (pose.isEmpty()) {
            return;
        }
        List<Optional<HeadSignature>> found = new ArrayList<>();
        heads.forEach(head -> found.add(Optional.empty()));
        workers.forEach(heads.size(), i -> {
            HeadImage head = heads.get(i);
            found.set(i, HeadSignature.of(head, pose.get().of(head)));
        });
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).isPresent()) {
                positions.add(having.get(i));
                signatures.add(found.get(i).get());
            }
        }
    }
}
