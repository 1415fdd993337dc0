package org.substantia.synthesis.image.detail;

import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.labels.FineLabels;

/**
 * What is too thin for the anatomy's labels: veins, the locus coeruleus and calcifications. Immutable and thread-safe.
 */
public final class SmallStructures {
    private final Geometry target;
    private final Droplets veins = new Droplets();
    private final Droplets locusCoeruleus = new Droplets();
    private final Droplets calcifications = new Droplets();

    public SmallStructures(FineLabels labels, boolean calcified, long seed) {
        this.target = labels.target();
        RandomStream random = new RandomStream(seed);
        AnatomyProbe anatomy = new AnatomyProbe(labels, random);
        // All draw from one stream, so that their order is part of what a seed means.
        new SurfaceVeins(anatomy, random).addTo(veins);
        new MedullaryVeins(anatomy, random).addTo(veins);
        if (anatomy.hasNuclei()) {
            new DeepVeins(anatomy, random).addTo(veins);
            LocusCoeruleus.addTo(locusCoeruleus, anatomy, random);
        }
        if (calcified) {
            Calcifications.addTo(calcifications, anatomy, random);
        }
    }

    /** The share of each target voxel that veins fill, in a scan's pose; at most 1. */
    public float[] veins(Affine pose) {
        float[] share = new float[target.voxelCount()];
        veins.draw(target, pose, (index, amount) -> share[index] += amount);
        for (int i = 0; i < share.length; i++) {
            if (share[i] > 1) {
                share[i] = 1;
            }
        }
        return share;
    }

    public void calcifications(Affine pose, VoxelSink sink) {
        calcifications.draw(target, pose, sink);
    }

    public void locusCoeruleus(Affine pose, VoxelSink sink) {
        locusCoeruleus.draw(target, pose, sink);
    }
}
