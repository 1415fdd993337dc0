package org.substantia.foundation.volume;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.learning.layer.Weights;

/**
 * What the layers of a MeshNet that are not trained make of a head, around its labels. To be used by one thread; close
 * it to free the features.
 */
final class TuningFeatures implements AutoCloseable {
    /** Voxels around the labels that are learned from, too. */
    private static final int SURROUNDINGS = 6;

    private final Tensor features;
    private final LabelMap labels;
    private final int reach;

    private TuningFeatures(Tensor features, LabelMap labels, int reach) {
        this.features = features;
        this.labels = labels;
        this.reach = reach;
    }

    /**
     * The part of a view whose features are needed.
     *
     * @param reach how many voxels away the trained layers look
     * @return empty if no label is that far from the view's border
     */
    static Optional<BoundingBox> place(TuningScan.View view, int reach) {
        return view.labels()
                .boundingBox()
                .map(labeled -> labeled.grow(SURROUNDINGS + reach, view.labels().geometry()))
                .filter(part -> Math.min(part.sizeX(), Math.min(part.sizeY(), part.sizeZ())) > 2 * reach)
                .filter(part -> view.labels()
                        .crop(part)
                        .crop(inner(view.labels().geometry().crop(part), reach))
                        .boundingBox()
                        .isPresent());
    }

    /** What can be learned from: the trained layers see nothing beyond the features. */
    private static BoundingBox inner(Geometry part, int reach) {
        return new BoundingBox(
                reach, reach, reach, part.nx() - 1 - reach, part.ny() - 1 - reach, part.nz() - 1 - reach);
    }

    /**
     * @param count of layers that are not trained
     * @param reach how many voxels away the others look
     * @return empty if no label is that far from the view's border
     */
    static Optional<TuningFeatures> of(
            TuningScan.View view, MeshNet network, int count, int reach, Weights weights, Device device) {
        Geometry head = view.image().geometry();
        Optional<BoundingBox> place = place(view, reach);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Tensor input = MeshNet.input(view.image().data(), head.nx(), head.ny(), head.nz(), device);
            Tensor features =
                    narrow(network.features(input, weights, count), place.get()).contiguous();
            features.retainReference();
            return Optional.of(new TuningFeatures(features, view.labels().crop(place.get()), reach));
        }
    }

    /** A box of at most that edge, anywhere in what can be learned from. */
    BoundingBox patch(int edge, RandomStream random) {
        BoundingBox inner = inner(labels.geometry(), reach);
        int x = from(inner.minX(), inner.sizeX(), edge, random);
        int y = from(inner.minY(), inner.sizeY(), edge, random);
        int z = from(inner.minZ(), inner.sizeZ(), edge, random);
        return new BoundingBox(
                x,
                y,
                z,
                x + Math.min(edge, inner.sizeX()) - 1,
                y + Math.min(edge, inner.sizeY()) - 1,
                z + Math.min(edge, inner.sizeZ()) - 1);
    }

    private static int from(int min, int size, int edge, RandomStream random) {
        return min + (size > edge ? random.nextInt(size - edge + 1) : 0);
    }

    /** Where the features lie, one at each voxel. */
    Geometry grid() {
        return labels.geometry();
    }

    /** The features that scores in a box depend on. */
    Tensor around(BoundingBox box) {
        return narrow(features, box.grow(reach, labels.geometry()));
    }

    /** The labels in a box, x fastest. */
    byte[] labels(BoundingBox box) {
        byte[] bytes = new byte[box.sizeX() * box.sizeY() * box.sizeZ()];
        labels.crop(box).forEachLabeled((index, label) -> bytes[index] = (byte) label);
        return bytes;
    }

    private static Tensor narrow(Tensor volume, BoundingBox box) {
        return volume.narrow(2, box.minX(), box.sizeX())
                .narrow(3, box.minY(), box.sizeY())
                .narrow(4, box.minZ(), box.sizeZ());
    }

    @Override
    public void close() {
        features.close();
    }
}
