package org.substantia.synthesis.image;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.subject.SubjectParameters;

/** What the three scans of a case have in common. Safe to share between threads. */
final class Scene {
    private final FineLabels labels;
    private final SubjectParameters subject;
    private final ImagingParameters imaging;
    private final Workers workers;
    private final CoarseAnatomy coarse;
    private final NucleusPatterns patterns;
    private final SmallStructures small;
    private final Crus crus;
    private final float[] nearAir;
    private final byte[] brainMask;

    Scene(FineLabels labels, SubjectParameters subject, ImagingParameters imaging, Workers workers) {
        this.labels = labels;
        this.subject = subject;
        this.imaging = imaging;
        this.workers = workers;
        this.coarse = new CoarseAnatomy(labels, workers);
        this.patterns = NucleusPatterns.of(labels, subject, seed("patterns"), workers);
        this.small = new SmallStructures(labels, imaging.artefacts().calcifications(), seed("vessels"));
        this.crus = new Crus(labels);
        this.nearAir = coarse.blurred(coarse.innerAir(), 6, workers);
        this.brainMask = BrainMask.forSusceptibility(
                labels, coarse, nearAir, imaging.artefacts().erosionMm(), seed("mask"), workers);
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

    Crus crus() {
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
        return VoxelNoise.seed(imaging.seed(), purpose);
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

    /** Place of a fine slice on the target's slice axis. */
    double targetSlice(int fineZ) {
        int k = labels.oversampling();
        return (fineZ - (k - 1) / 2.0) / k;
    }

    /**
     * How much of the white matter around each coarse cell is internal capsule: it lies between the nuclei's two rows.
     */
    CoarseField capsule() {
        float[] inner =
                coarse.blurred(c -> isNucleus(c, 1, 2, 7, 8) || c == Tissue.THALAMUS.label() ? 1 : 0, 4, workers);
        float[] outer = coarse.blurred(c -> isNucleus(c, 3, 4, 5, 6) ? 1 : 0, 4, workers);
        float[] both = new float[inner.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = (float) Math.min(1, 6 * inner[i] * outer[i] / Math.max(1e-3, inner[i] + outer[i]));
        }
        return coarse.field(both);
    }

    private static boolean isNucleus(int renderClass, int... labels) {
        for (int label : labels) {
            if (renderClass == RenderClass.BEFORE_NUCLEI + label) {
                return true;
            }
        }
        return false;
    }
}
