package org.substantia.segmentation.inference;

import java.util.List;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.ScanAligner;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.localization.NucleiLocalizer;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.GridSampler;
import org.substantia.segmentation.preprocessing.Normalization;
import org.substantia.segmentation.preprocessing.WorkingGrid;

/**
 * Finds the nuclei in the images of a case, then segments them in one patch at full resolution. Thread-safe.
 *
 * <pre>{@code
 * CasePredictor predictor = new CasePredictor(Networks.of(model), PredictionOptions.defaults(), workers);
 * CasePrediction prediction = predictor.predict(CaseReader.read(folder));
 * List<PredictedMap> maps = PredictedMap.of(prediction, model.plan(), PredictionOptions.defaults(), workers);
 * }</pre>
 */
public final class CasePredictor {
    /** The coarse grid has at most so many voxels each way: 320 mm, more than a head. */
    private static final int MAX_COARSE = 80;

    /** Of the coarse network. With T1 or NM alone, the midbrain's nuclei are hidden at 4 mm, which leaves half. */
    private static final double DOUBTFUL = 0.3;

    /** Noise reaches 0.05, a slab that shows two structures 0.13. */
    private static final double MIN_CONFIDENCE = 0.1;

    private final Networks plain;
    private final Networks networks;
    private final PredictionOptions options;
    private final Workers workers;

    /** @param workers for everything but the networks, which use libtorch's own threads */
    public CasePredictor(Networks networks, PredictionOptions options, Workers workers) {
        this.plain = networks;
        this.networks = options.mirrored() ? networks.mirrored() : networks;
        this.options = options;
        this.workers = workers;
    }

    /** @throws CohortException with one line naming the case, if no nucleus is found */
    public CasePrediction predict(CaseScans images) throws CohortException {
        if (images.images().keySet().stream().noneMatch(plan().modalities()::contains)) {
            throw new CohortException(
                    images.id(), "has only " + images.images().keySet() + "; the model reads " + plan().modalities());
        }
        Stopwatch watch = new Stopwatch();
        CaseScans aligned = options.registration() ? ScanAligner.align(images, workers) : images;
        watch.lap("register");
        Found found = locate(aligned);
        NucleiLocation location = found.location();
        watch.lap("localize");
        Geometry patch =
                location.patch(plan().segmenter(), aligned.reference().volume().geometry());
        List<Probabilities> heads = networks.segment(sample(aligned, patch), patch.nx(), patch.ny(), patch.nz());
        watch.lap("segment");
        if (!plan().refinements().isEmpty()) {
            heads = new LabelSetRefinement(networks, grid -> sample(aligned, grid))
                    .apply(aligned.images().keySet(), patch, heads);
            watch.lap("refine");
        }
        return new CasePrediction(aligned, location, found.searched(), patch, heads, watch.seconds());
    }

    /**
     * Where the nuclei lie, as {@link #predict} would find it; images on different grids are taken by their headers.
     *
     * @throws CohortException with one line naming the case, if no nucleus is found
     */
    public NucleiLocation locateOnly(CaseScans images) throws CohortException {
        return locate(images).location();
    }

    private record Found(NucleiLocation location, boolean searched) {}

    private Found locate(CaseScans images) throws CohortException {
        Stage stage = plan().localizer();
        List<Integer> multiple = List.of(
                stage.topology().multiple(0),
                stage.topology().multiple(1),
                stage.topology().multiple(2));
        Geometry grid =
                WorkingGrid.covering(images.reference().volume().geometry(), stage.spacing(), multiple, MAX_COARSE);
        Probabilities classes = networks.localize(sample(images, grid), grid.nx(), grid.ny(), grid.nz());
        Optional<NucleiLocation> coarse = NucleiLocalizer.find(plan().landmarks(), classes, grid);
        double confidence = coarse.map(NucleiLocation::confidence).orElse(0.0);
        Geometry image = images.reference().volume().geometry();
        boolean search = confidence < DOUBTFUL && PatchSearch.suits(plan(), image);
        Optional<NucleiLocation> location = search
                ? new PatchSearch(plain, image, patch -> sample(images, patch)).run(coarse)
                : coarse.filter(found -> confidence >= MIN_CONFIDENCE);
        if (location.isEmpty()) {
            throw new CohortException(
                    images.id(),
                    "no deep gray matter was found in " + images.images().keySet()
                            + "; check that they show a brain and that their headers tell left, front and up rightly");
        }
        return new Found(location.get(), search);
    }

    private float[][] sample(CaseScans images, Geometry grid) {
        float[][] out = new float[plan().modalities().size()][];
        for (int m = 0; m < out.length; m++) {
            Modality modality = plan().modalities().get(m);
            Scan image = images.images().get(modality);
            if (image == null) {
                out[m] = new float[grid.voxelCount()];
            } else {
                out[m] = GridSampler.values(image.volume(), grid, workers);
                Normalization.apply(modality, out[m]);
            }
        }
        return out;
    }

    private SegmentationPlan plan() {
        return networks.plan();
    }
}
