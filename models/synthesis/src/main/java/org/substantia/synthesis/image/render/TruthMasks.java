package org.substantia.synthesis.image.render;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.calibration.IntensityCalibration;
import org.substantia.synthesis.image.calibration.VoxelShares;
import org.substantia.synthesis.image.labels.FineLabels;

/** Where the nuclei lie on the target grid: the masks, and the shares of voxels that calibration needs. */
final class TruthMasks {
    /** The nigrae, in the order of their NM labels. */
    static final List<Nucleus> TRACED_IN_NM = LabelScheme.NM.nuclei();

    private static final float MIN_LEVEL = 0.25f;
    private static final float MAX_LEVEL = 0.75f;

    private final Scene scene;
    private final byte[] nuclei;
    private final byte[] nigra;

    private TruthMasks(Scene scene, byte[] nuclei, byte[] nigra) {
        this.scene = scene;
        this.nuclei = nuclei;
        this.nigra = nigra;
    }

    /**
     * A voxel belongs to the label that fills most of it, if it fills about half. How much exactly is chosen for each
     * label so that the mask has the volume of the fine label: half would shrink what is thin between slices. In plane
     * the fine grid is the target's; between slices the slice profile decides, as it decides what a reader sees.
     *
     * @param qsmPose the scan that the sixteen nuclei are traced on
     * @param nmPose the scan that the nigra is traced on
     */
    static TruthMasks draw(Scene scene, Affine qsmPose, Affine nmPose) {
        FineLabels labels = scene.labels();
        return new TruthMasks(
                scene,
                mask(scene, labels.nuclei(), labels.nucleiBox(), LabelScheme.QSM, qsmPose),
                mask(scene, labels.nigra(), labels.nigraBox(), LabelScheme.NM, nmPose));
    }

    private static byte[] mask(Scene scene, byte[] map, Optional<BoundingBox> box, LabelScheme scheme, Affine pose) {
        Geometry target = scene.labels().target();
        byte[] out = new byte[target.voxelCount()];
        if (box.isEmpty()) {
            return out;
        }
        SliceProjector projector = SliceProjector.sharp(target, scene.labels().oversampling(), pose);
        BoundingBox whole = projector.targetBox(box.get());
        float[] best = new float[whole.sizeX() * whole.sizeY() * whole.sizeZ()];
        for (int label = 1; label <= scheme.nuclei().size(); label++) {
            Optional<VoxelShares> share = share(scene, projector, map, label, box.get(), new byte[0]);
            if (share.isEmpty()) {
                continue;
            }
            claim(share.get(), label, whole, best, out, target);
        }
        return out;
    }

    /** Gives a label the voxels that it fills more of, measured by its own level, than the labels before it. */
    private static void claim(
            VoxelShares share, int label, BoundingBox whole, float[] best, byte[] out, Geometry target) {
        BoundingBox b = share.box();
        float level = level(share.values());
        int at = 0;
        for (int z = b.minZ(); z <= b.maxZ(); z++) {
            for (int y = b.minY(); y <= b.maxY(); y++) {
                int local = b.minX()
                        - whole.minX()
                        + whole.sizeX() * (y - whole.minY() + whole.sizeY() * (z - whole.minZ()));
                int row = target.index(b.minX(), y, z);
                for (int x = 0; x < b.sizeX(); x++) {
                    float s = share.values()[at++] / level;
                    if (s >= 1 && s > best[local + x]) {
                        best[local + x] = s;
                        out[row + x] = (byte) label;
                    }
                }
            }
        }
    }

    /** The share above which there are as many voxels as the shares sum up to. */
    private static float level(float[] shares) {
        double volume = 0;
        int full = 0;
        float[] part = new float[256];
        int count = 0;
        for (float share : shares) {
            volume += share;
            if (share > MAX_LEVEL) {
                full++;
            } else if (share >= MIN_LEVEL) {
                if (count == part.length) {
                    part = Arrays.copyOf(part, 2 * count);
                }
                part[count++] = share;
            }
        }
        Arrays.sort(part, 0, count);
        int wanted = (int) Math.round(volume) - full;
        if (wanted <= 0) {
            return MAX_LEVEL;
        }
        return wanted > count ? MIN_LEVEL : part[count - wanted];
    }

    byte[] nuclei() {
        return nuclei;
    }

    byte[] nigra() {
        return nigra;
    }

    /** A calibration whose masks and regions are the sixteen nuclei. */
    IntensityCalibration qsmCalibration(SliceProjector projector) {
        IntensityCalibration calibration =
                new IntensityCalibration(scene.labels().target());
        addNuclei(calibration, projector, new byte[0]);
        return calibration;
    }

    /** A calibration whose masks and regions are the sixteen nuclei, then the nigrae as traced in NM, over them. */
    IntensityCalibration nmCalibration(SliceProjector projector) {
        FineLabels labels = scene.labels();
        IntensityCalibration calibration = new IntensityCalibration(labels.target());
        addNuclei(calibration, projector, labels.nigra());
        add(calibration, projector, LabelScheme.NM, labels.nigra(), labels.nigraBox(), nigra, new byte[0]);
        return calibration;
    }

    private void addNuclei(IntensityCalibration calibration, SliceProjector projector, byte[] cover) {
        FineLabels labels = scene.labels();
        add(calibration, projector, LabelScheme.QSM, labels.nuclei(), labels.nucleiBox(), nuclei, cover);
    }

    /**
     * @param map fine labels, which become the regions
     * @param mask labels on the target grid, which become the masks
     */
    private void add(
            IntensityCalibration calibration,
            SliceProjector projector,
            LabelScheme scheme,
            byte[] map,
            Optional<BoundingBox> box,
            byte[] mask,
            byte[] cover) {
        int[][] voxels = voxels(mask, scheme.nuclei().size());
        for (int label = 1; label < voxels.length; label++) {
            int wanted = label;
            calibration.addMask(voxels[label]);
            box.flatMap(within -> share(scene, projector, map, wanted, within, cover))
                    .ifPresent(calibration::addRegion);
        }
    }

    /** The flat indices of every label's voxels, by label. */
    private static int[][] voxels(byte[] mask, int labels) {
        int[] counts = new int[labels + 1];
        for (byte label : mask) {
            counts[label]++;
        }
        int[][] out = new int[labels + 1][];
        for (int label = 1; label <= labels; label++) {
            out[label] = new int[counts[label]];
        }
        for (int i = 0; i < mask.length; i++) {
            int label = mask[i];
            if (label != 0) {
                out[label][out[label].length - counts[label]--] = i;
            }
        }
        return out;
    }

    /** @param cover where this map is not 0 the label is hidden; an empty array hides nothing */
    private static Optional<VoxelShares> share(
            Scene scene, SliceProjector projector, byte[] map, int label, BoundingBox within, byte[] cover) {
        Geometry fine = scene.labels().grid();
        Optional<BoundingBox> extent = extent(fine, map, label, within);
        if (extent.isEmpty()) {
            return Optional.empty();
        }
        BoundingBox target = projector.targetBox(extent.get());
        BoundingBox source = projector.fineBox(target);
        float[] values = new float[source.sizeX() * source.sizeY() * source.sizeZ()];
        int at = 0;
        for (int z = source.minZ(); z <= source.maxZ(); z++) {
            for (int y = source.minY(); y <= source.maxY(); y++) {
                int row = fine.index(0, y, z);
                for (int x = source.minX(); x <= source.maxX(); x++, at++) {
                    if (map[row + x] == label && (cover.length == 0 || cover[row + x] == 0)) {
                        values[at] = 1;
                    }
                }
            }
        }
        projector.blurInPlane(values, source);
        float[] out = new float[target.sizeX() * target.sizeY() * target.sizeZ()];
        projector.project(values, source, target, new float[values.length], out, scene.workers());
        return Optional.of(new VoxelShares(target, out));
    }

    /** The box around a label; empty when there is none. */
    private static Optional<BoundingBox> extent(Geometry fine, byte[] map, int label, BoundingBox within) {
        int minX = Integer.MAX_VALUE;
        int minY = Integer.MAX_VALUE;
        int minZ = Integer.MAX_VALUE;
        int maxX = -1;
        int maxY = -1;
        int maxZ = -1;
        for (int z = within.minZ(); z <= within.maxZ(); z++) {
            for (int y = within.minY(); y <= within.maxY(); y++) {
                int row = fine.index(0, y, z);
                for (int x = within.minX(); x <= within.maxX(); x++) {
                    if (map[row + x] == label) {
                        minX = Math.min(minX, x);
                        minY = Math.min(minY, y);
                        minZ = Math.min(minZ, z);
                        maxX = Math.max(maxX, x);
                        maxY = Math.max(maxY, y);
                        maxZ = Math.max(maxZ, z);
                    }
                }
            }
        }
        return maxX < 0 ? Optional.empty() : Optional.of(new BoundingBox(minX, minY, minZ, maxX, maxY, maxZ));
    }
}
