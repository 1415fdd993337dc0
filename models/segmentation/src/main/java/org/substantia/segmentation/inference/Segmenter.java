package org.substantia.segmentation.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.base.time.Stopwatch;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.preprocessing.GridSampler;
import org.substantia.segmentation.quality.HeadPlausibility;
import org.substantia.segmentation.quality.QcStatus;
import org.substantia.segmentation.quality.SegmentationQualityCheck;
import org.substantia.segmentation.quality.StructureQuality;

/**
 * Finds the nuclei in the scans of a case, then segments them in one patch at full resolution. Reads and writes no
 * file. Thread-safe, but the networks use all of libtorch's threads, so that cases are best given one after the other.
 *
 * <pre>{@code
 * Segmenter segmenter = new Segmenter(Networks.of(model), SegmentationOptions.defaults(), workers);
 * Segmentation segmentation = segmenter.segment(new ScanAligner(workers).align(ScanReader.read(folder)));
 * }</pre>
 */
public final class Segmenter {
    /** Of the coarse network. With T1 or NM alone, the midbrain's nuclei are hidden at 4 mm, which leaves half. */
    private static final double DOUBTFUL = 0.3;

    /** Noise reaches 0.05, a slab that shows two structures 0.13. */
    private static final double MIN_CONFIDENCE = 0.1;

    private final Networks plain;
    private final Networks networks;
    private final SegmentationOptions options;
    private final Workers workers;

    /** @param workers for everything but the networks, which use libtorch's own threads */
    public Segmenter(Networks networks, SegmentationOptions options, Workers workers) {
        this.plain = networks;
        // A model of one half of the head treats both sides alike, and so must everything before and after it.
        this.networks = options.augmented() || networks.plan().seesOneSide() ? networks.mirrored() : networks;
        this.options = options;
        this.workers = workers;
    }

    public SegmentationOptions options() {
        return options;
    }

    /**
     * The nuclei of a case: {@link #infer}, then {@link #label}.
     *
     * @param scans brought together
     * @throws CohortException with one line naming the case, if no nucleus is found or what was found cannot be a
     *     head's
     */
    public Segmentation segment(CaseScans scans) throws CohortException {
        return label(infer(scans));
    }

    /**
     * The networks' part of a segmentation, which keeps all of libtorch's threads busy.
     *
     * @param scans brought together
     * @throws CohortException with one line naming the case, if no nucleus is found
     */
    public NetworkOutput infer(CaseScans scans) throws CohortException {
        requireKnownImage(scans);
        Stopwatch watch = new Stopwatch();
        Found found = find(scans);
        NucleiLocation location = found.location();
        watch.lap("localize");
        FinePass once = new FinePass(networks, scans.reference().volume().geometry(), grid -> sample(scans, grid));
        FinePass.Answer fine = (options.augmented() ? once.lookingTwice() : once).at(location);
        List<Probabilities> probabilities = fine.probabilities();
        watch.lap("segment");
        if (!plan().refinements().isEmpty()) {
            probabilities = new LabelSetRefinement(networks, grid -> sample(scans, grid))
                    .apply(scans.images().keySet(), fine.patch(), probabilities);
            watch.lap("refine");
        }
        return new NetworkOutput(scans, location, found.searched(), fine.patch(), probabilities, watch.seconds());
    }

    /**
     * The rest of a segmentation: label maps on the images' grids, and their quality.
     *
     * @throws CohortException with one line naming the case, if what was found cannot be the nuclei of a head
     */
    public Segmentation label(NetworkOutput output) throws CohortException {
        Stopwatch watch = new Stopwatch();
        List<PredictedMap> maps = PredictedMap.of(output, plan(), options, workers);
        watch.lap("export");
        List<StructureQuality> structures =
                maps.stream().flatMap(map -> map.structures().stream()).toList();
        Optional<String> fault = HeadPlausibility.fault(maps.get(0).structures());
        if (fault.isPresent()) {
            throw new CohortException(
                    output.scans().id(),
                    fault.get() + " (" + output.scans().images().keySet() + ")"
                            + inWords(output.location().headerDoubts()));
        }
        List<String> warnings = CaseWarnings.of(output, maps.get(0).labels());
        QcStatus status = SegmentationQualityCheck.status(structures);
        if (status == QcStatus.OK && !warnings.isEmpty()) {
            status = QcStatus.REVIEW;
        }
        Map<String, Double> seconds = new LinkedHashMap<>(output.seconds());
        seconds.putAll(watch.seconds());
        return new Segmentation(output.location(), output.searched(), maps, status, warnings, seconds);
    }

    /**
     * Where the nuclei lie, as {@link #segment} would find it; images on different grids are taken by their headers.
     *
     * @throws CohortException with one line naming the case, if no nucleus is found
     */
    public NucleiLocation locate(CaseScans scans) throws CohortException {
        return find(scans).location();
    }

    private void requireKnownImage(CaseScans scans) throws CohortException {
        if (scans.images().keySet().stream().noneMatch(plan().modalities()::contains)) {
            throw new CohortException(
                    scans.id(), "has only " + scans.images().keySet() + "; the model reads " + plan().modalities());
        }
    }

    private record Found(NucleiLocation location, boolean searched) {}

    private Found find(CaseScans images) throws CohortException {
        Geometry image = images.reference().volume().geometry();
        Optional<NucleiLocation> coarse = new CoarsePass(networks, image, grid -> sample(images, grid)).run();
        double confidence = coarse.map(NucleiLocation::confidence).orElse(0.0);
        boolean search = confidence < DOUBTFUL && PatchSearch.suits(plan(), image);
        List<String> doubts = HeaderCheck.doubts(plain, images, patch -> sample(images, patch), coarse);
        Optional<NucleiLocation> location = search
                ? new PatchSearch(new FinePass(plain, image, patch -> sample(images, patch)), image).run(coarse)
                : coarse.filter(found -> confidence >= MIN_CONFIDENCE);
        if (location.isEmpty()) {
            throw new CohortException(
                    images.id(),
                    "no deep gray matter was found in " + images.images().keySet()
                            + "; check that they show a brain and that their headers tell left, front and up rightly"
                            + inWords(doubts));
        }
        return new Found(location.get().withHeaderDoubts(doubts), search);
    }

    private static String inWords(List<String> doubts) {
        return doubts.isEmpty() ? "" : "; " + String.join("; ", doubts);
    }

    private float[][] sample(CaseScans images, Geometry grid) {
        return NetworkInputs.of(plan(), grid, modality -> images.volume(modality)
                .map(image -> GridSampler.values(image, grid, workers)));
    }

    private SegmentationPlan plan() {
        return networks.plan();
    }
}
