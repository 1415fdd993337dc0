package org.substantia.synthesis.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;

/** Where the nuclei lie on the target grid: the masks, and the shares of voxels that calibration needs. */
final class TruthMasks {
    private static final float LOWEST_LEVEL = 0.25f;
    private static final float HIGHEST_LEVEL = 0.75f;

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
                mask(scene, labels.nuclei(), labels.nucleiBox(), 16, qsmPose),
                mask(scene, labels.nigra(), labels.nigraBox(), 2, nmPose));
    }

    private static byte[] mask(Scene scene, byte[] map, Optional<BoundingBox> box, int labels, Affine pose) {
        Geometry target = scene.labels().target();
        byte[] out = new byte[target.voxelCount()];
        if (box.isEmpty()) {
            return out;
        }
        SliceProjector projector = SliceProjector.sharp(target, scene.labels().oversampling(), pose);
        BoundingBox whole = projector.targetBox(box.get());
        float[] best = new float[whole.sizeX() * whole.sizeY() * whole.sizeZ()];
        for (int label = 1; label <= labels; label++) {
            Optional<VoxelShares> share = share(scene, projector, map, label, box.get(), new byte[0]);
            if (share.isEmpty()) {
                continue;
            }
            BoundingBox b = share.get().box();
            float[] shares = share.get().values();
            float level = level(shares);
            int at = 0;
            for (int z = b.minZ(); z <= b.maxZ(); z++) {
                for (int y = b.minY(); y <= b.maxY(); y++) {
                    int local = b.minX()
                            - whole.minX()
                            + whole.sizeX() * (y - whole.minY() + whole.sizeY() * (z - whole.minZ()));
                    int row = target.index(b.minX(), y, z);
                    for (int x = 0; x < b.sizeX(); x++) {
                        float s = shares[at++] / level;
                        if (s >= 1 && s > best[local + x]) {
                            best[local + x] = s;
                            out[row + x] = (byte) label;
                        }
                    }
                }
            }
        }
        return out;
    }

    /** The share above which there are as many voxels as the shares sum up to. */
    private static float level(float[] shares) {
        double volume = 0;
        int full = 0;
        float[] part = new float[256];
        int count = 0;
        for (float share : shares) {
            volume += share;
            if (share > HIGHEST_LEVEL) {
                full++;
            } else if (share >= LOWEST_LEVEL) {
                if (count == part.length) {
                    part = Arrays.copyOf(part, 2 * count);
                }
                part[count++] = share;
            }
        }
        Arrays.sort(part, 0, count);
        int wanted = (int) Math.round(volume) - full;
        if (wanted <= 0) {
            return HIGHEST_LEVEL;
        }
        return wanted > count ? LOWEST_LEVEL : part[count - wanted];
    }

    byte[] nuclei() {
        return nuclei;
    }

    byte[] nigra() {
        return nigra;
    }

    /** A calibration whose masks and regions are the sixteen nuclei and, for NM, the nigra as traced there. */
    IntensityCalibration calibration(SliceProjector projector, boolean nm) {
        FineLabels labels = scene.labels();
        IntensityCalibration calibration = new IntensityCalibration(labels.target());
        List<Optional<VoxelShares>> shares = new ArrayList<>();
        int[][] nucleiVoxels = voxels(nuclei, 16);
        int[][] nigraVoxels = voxels(nigra, 2);
        byte[] cover = nm ? labels.nigra() : new byte[0];
        for (int label = 1; label <= 16; label++) {
            calibration.addMask(nucleiVoxels[label]);
            int wanted = label;
            shares.add(labels.nucleiBox().flatMap(box -> share(scene, projector, labels.nuclei(), wanted, box, cover)));
        }
        for (int label = 1; nm && label <= 2; label++) {
            calibration.addMask(nigraVoxels[label]);
            int wanted = label;
            shares.add(labels.nigraBox()
                    .flatMap(box -> share(scene, projector, labels.nigra(), wanted, box, new byte[0])));
        }
        shares.forEach(share -> share.ifPresent(calibration::addRegion));
        return calibration;
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
        if (maxX < 0) {
            return Optional.empty();
        }
        BoundingBox target = projector.targetBox(new BoundingBox(minX, minY, minZ, maxX, maxY, maxZ));
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
}
