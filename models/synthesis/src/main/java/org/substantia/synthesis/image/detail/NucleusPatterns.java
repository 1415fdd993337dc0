package org.substantia.synthesis.image.detail;

import java.util.List;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.SplitMix64;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * How signal is spread inside each nucleus, as deviations from its mean that sum to 0: susceptibility in ppb for the
 * sixteen nuclei, NM signal for the nigra. Given on the box of fine voxels around all nuclei. Immutable and
 * thread-safe.
 *
 * <p>Sources of the patterns: iron of the putamen rises with age from back and outside (Langkammer et al., Radiology
 * 257:455, 2010; Acosta-Cabronero et al., J Neurosci 36:364, 2016); the medullary laminae of the pallidum and the
 * folded ribbon of the dentate as seen on susceptibility maps (Deistung et al., Neuroimage 65:299, 2013); pulvinar
 * above the rest of the thalamus (same); nigrosome-1 as a dorsolateral, caudal spot of low iron in healthy nigrae
 * (Schwarz et al., PLoS One 9:e93814, 2014); loss of neuromelanin from the ventrolateral tier (Fearnley and Lees, Brain
 * 114:2283, 1991).
 */
public final class NucleusPatterns {
    private final BoundingBox box;
    private final float[] susceptibility;
    private final float[] neuromelanin;

    private NucleusPatterns(BoundingBox box) {
        this.box = box;
        int size = box.sizeX() * box.sizeY() * box.sizeZ();
        this.susceptibility = new float[size];
        this.neuromelanin = new float[size];
    }

    /** @throws java.util.NoSuchElementException if there are no nuclei */
    public static NucleusPatterns of(FineLabels labels, SubjectParameters subject, long seed, Workers workers) {
        BoundingBox nuclei = labels.nucleiBox().orElseThrow();
        BoundingBox box = labels.nigraBox().map(nuclei::union).orElse(nuclei);
        NucleusPatterns patterns = new NucleusPatterns(box);
        double midline = midline(labels, box);
        List<Nucleus> all = LabelScheme.QSM.nuclei();
        workers.forEach(all.size(), i -> {
            Nucleus nucleus = all.get(i);
            NucleusVoxels voxels = new NucleusVoxels(labels.grid(), labels.nuclei(), nucleus.qsmLabel(), box, midline);
            if (voxels.count() > 0) {
                long ownSeed = SplitMix64.seed(seed, nucleus.symbol());
                double[] values = new SusceptibilityPattern(nucleus, subject, ownSeed).values(voxels);
                voxels.store(values, patterns.susceptibility);
            }
        });
        for (Nucleus nucleus : LabelScheme.NM.nuclei()) {
            int label = nucleus.nmLabel().getAsInt();
            NucleusVoxels voxels = new NucleusVoxels(labels.grid(), labels.nigra(), label, box, midline);
            if (voxels.count() > 0) {
                double[] values = new NigraPattern(subject.nigra(nucleus.side())).neuromelanin(voxels);
                voxels.store(values, patterns.neuromelanin);
            }
        }
        return patterns;
    }

    /** Around all nuclei, in fine voxels. */
    public BoundingBox box() {
        return box;
    }

    /** Deviation from the nucleus' mean, ppb; x fastest within {@link #box()}. */
    public float[] susceptibility() {
        return susceptibility;
    }

    /** Deviation from the mean of the nigra as traced in NM, relative signal. */
    public float[] neuromelanin() {
        return neuromelanin;
    }

    /** Halfway between the mean x of right and left nuclei, which odd and even labels tell apart. */
    private static double midline(FineLabels labels, BoundingBox box) {
        Geometry g = labels.grid();
        double[] sum = new double[2];
        long[] count = new long[2];
        for (int z = box.minZ(); z <= box.maxZ(); z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                for (int x = box.minX(); x <= box.maxX(); x++) {
                    int label = labels.nuclei()[g.index(x, y, z)];
                    if (label != 0) {
                        sum[label & 1] += g.affine().applyX(x, y, z);
                        count[label & 1]++;
                    }
                }
            }
        }
        return (sum[0] / Math.max(1, count[0]) + sum[1] / Math.max(1, count[1])) / 2;
    }
}
