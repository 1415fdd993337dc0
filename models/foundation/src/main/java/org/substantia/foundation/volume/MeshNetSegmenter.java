package org.substantia.foundation.volume;

import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * Segments T1 scans by a MeshNet along brainchop's road: conform, 0 to 1 by minimum and maximum, the box of voxels
 * above 0.2, the class of the highest score, the largest connected foreground. Computed in float32: in bfloat16 most
 * labels changed on the one scan tried and the thalamus was lost, by what is not known. Immutable; one scan at a time.
 */
public final class MeshNetSegmenter {
    private static final double FOREGROUND = 0.2;

    private final MeshNet network;
    private final Weights weights;
    private final ComputeDevice device;

    /** @param weights of the network, on the device; the caller closes them */
    public MeshNetSegmenter(MeshNet network, Weights weights, ComputeDevice device) {
        this.network = network;
        this.weights = weights;
        this.device = device;
    }

    /**
     * @param t1 a T1-weighted head, in any orientation
     * @return the network's classes on the scan's grid; all 0 if the scan is empty
     */
    public LabelMap segment(Volume t1, Workers workers) {
        Volume conformed = Conform.of(t1, workers);
        float peak = Conform.peak(conformed);
        byte[] labels = new byte[conformed.data().length];
        if (peak > 0) {
            BoundingBox box = head(conformed, peak).orElseThrow();
            paste(classes(Conform.scaled(conformed.crop(box), peak)), box, conformed, labels);
        }
        LabelMap all = LabelMap.ofBytes(conformed.geometry(), labels);
        return Resampler.onto(t1.geometry()).apply(largest(all, labels), LabelInterpolation.NEAREST, workers);
    }

    /** The box of what the network is shown of a conformed scan; empty if all of it is background. */
    static Optional<BoundingBox> head(Volume scan, float peak) {
        return Mask.above(scan, FOREGROUND * peak).boundingBox();
    }

    private byte[] classes(Volume head) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Geometry grid = head.geometry();
            Tensor input = MeshNet.input(head.data(), grid.nx(), grid.ny(), grid.nz(), device.torchDevice());
            Tensor best = network.apply(input, weights).argmax(new LongOptional(1), false);
            float[] flat = Tensors.toFloats(best.permute(0, 3, 2, 1).to(ScalarType.Float));
            byte[] classes = new byte[flat.length];
            for (int i = 0; i < flat.length; i++) {
                classes[i] = (byte) flat[i];
            }
            return classes;
        }
    }

    private static void paste(byte[] classes, BoundingBox box, Volume whole, byte[] into) {
        int at = 0;
        for (int z = 0; z < box.sizeZ(); z++) {
            for (int y = 0; y < box.sizeY(); y++) {
                int row = whole.geometry().index(box.minX(), box.minY() + y, box.minZ() + z);
                System.arraycopy(classes, at, into, row, box.sizeX());
                at += box.sizeX();
            }
        }
    }

    private static LabelMap largest(LabelMap all, byte[] labels) {
        ConnectedComponents parts = ConnectedComponents.of(Mask.of(all), Connectivity.CORNERS);
        OptionalInt largest = parts.largest();
        if (largest.isEmpty()) {
            return all;
        }
        Mask kept = parts.mask(largest.getAsInt());
        byte[] cleaned = labels.clone();
        for (int i = 0; i < cleaned.length; i++) {
            if (!kept.contains(i)) {
                cleaned[i] = 0;
            }
        }
        return LabelMap.ofBytes(all.geometry(), cleaned);
    }
}
