package org.substantia.synthesis.image.render;

import java.util.EnumSet;
import java.util.Set;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.SplitMix64;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.calibration.LinearShading;
import org.substantia.synthesis.image.detail.CrusCerebriVoxels;
import org.substantia.synthesis.image.detail.NucleusPatterns;
import org.substantia.synthesis.image.detail.SmallStructures;
import org.substantia.synthesis.image.labels.CoarseAnatomy;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.texture.CoarseField;
import org.substantia.synthesis.subject.SubjectParameters;

/** What the three scans of a case have in common. Safe to share between threads. */
final class Scene {
    /** The nuclei on either side of the internal capsule. */
    private static final Set<Structure> INNER_ROW = EnumSet.of(Structure.CN, Structure.TH);

    private static final Set<Structure> OUTER_ROW = EnumSet.of(Structure.PUT, Structure.GP);

    private final FineLabels labels;
    private final SubjectParameters subject;
    private final ImagingParameters imaging;
    private final Workers workers;
    private final CoarseAnatomy coarse;
    private final NucleusPatterns patterns;
    private final SmallStructures small;
    private final CrusCerebriVoxels crus;
    private final float[] nearAir;
    private final byte[] brainMask;

    Scene(FineLabels labels, SubjectParameters subject, ImagingParameters imaging, Workers workers) {
        this.labels = labels;
        this.subject = subject;
        this.imaging = imaging;
        this.workers = workers;
        this.coarse = new CoarseAnatomy(labels, workers);
        this.patterns = NucleusPatterns.of(labels, subject, seed("patterns"), workers);
        this.small = new SmallStructures(labels, imaging.qsmArtifacts().calcifications(), seed("vessels"));
        this.crus = new CrusCerebriVoxels(labels);
        this.nearAir = coarse.blurred(coarse.innerAir(), 6, workers);
        this.brainMask = BrainMask.forSusceptibility(
                labels, coarse, nearAir, imaging.qsmArtifacts().erosionMm(), seed("mask"), workers);
    }

    FineLabels labels() {
        return labels;
    }

    SubjectParameters subject() {
        return subject;
    }

    ImagingParameters imaging() {
        return imaging;
    }

    Workers workers() {
        return workers;
    }

    CoarseAnatomy coarse() {
        return coarse;
    }

    NucleusPatterns patterns() {
        return patterns;
    }

    SmallStructures small() {
        return small;
    }

    CrusCerebriVoxels crus() {
        return crus;
    }

    /** Share of enclosed air around each coarse cell. */
    float[] nearAir() {
        return nearAir;
    }

    /** The mask of susceptibility mapping, 1 inside. */
    byte[] brainMask() {
        return brainMask;
    }

    long seed(String purpose) {
        return SplitMix64.seed(imaging.seed(), purpose);
    }

    /** A random field over the target grid that varies at a scale in mm. */
    CoarseField field(String purpose, double scaleMm) {
        Geometry t = labels.target();
        return CoarseField.random(
                seed(purpose),
                t.nx(),
                t.ny(),
                t.nz(),
                Math.max(1, scaleMm / t.spacing(0)),
                Math.max(1, scaleMm / t.spacing(1)),
                Math.max(1, scaleMm / t.spacing(2)));
    }

    /** The center of the nuclei, mm. */
    double[] middle() {
        BoundingBox box = patterns.box();
        return labels.grid()
                .affine()
                .apply(
                        (box.minX() + box.maxX()) / 2.0,
                        (box.minY() + box.maxY()) / 2.0,
                        (box.minZ() + box.maxZ()) / 2.0);
    }

    /** @param share of the scanner's shading: 0 for none, -1 for its opposite */
    LinearShading shading(double share) {
        return LinearShading.of(subject.scanner(), labels.target(), middle(), share);
    }

    /**
     * How much of the white matter around each coarse cell is internal capsule: it lies between the nuclei's two rows.
     */
    CoarseField capsule() {
        float[] inner = coarse.blurred(c -> c == RenderClass.THALAMUS || isPartOf(c, INNER_ROW) ? 1 : 0, 4, workers);
        float[] outer = coarse.blurred(c -> isPartOf(c, OUTER_ROW) ? 1 : 0, 4, workers);
        float[] both = new float[inner.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = (float) Math.min(1, 6 * inner[i] * outer[i] / Math.max(1e-3, inner[i] + outer[i]));
        }
        return coarse.field(both);
    }

    private static boolean isPartOf(RenderClass renderClass, Set<Structure> structures) {
        return renderClass
                .nucleus()
                .filter(nucleus -> structures.contains(nucleus.structure()))
                .isPresent();
    }
}
