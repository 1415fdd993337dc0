package org.substantia.scoring.segmentation;

import java.util.SplittableRandom;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/** Small made-up label maps. */
final class Masks {
    private Masks() {}

    static LabelMap empty(Geometry geometry) {
        return LabelMap.ofBytes(geometry, new byte[geometry.voxelCount()]);
    }

    /** Boxes and single voxels of labels 1 to {@code labels}, later ones over earlier ones. */
    static LabelMap random(Geometry geometry, int labels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] voxels = new byte[geometry.voxelCount()];
        for (int shape = random.nextInt(1, 9); shape > 0; shape--) {
            int largest = random.nextBoolean() ? 1 : 6;
            byte label = (byte) random.nextInt(1, labels + 1);
            int x = random.nextInt(geometry.nx());
            int y = random.nextInt(geometry.ny());
            int z = random.nextInt(geometry.nz());
            fill(geometry, voxels, label, x, y, z, random.nextInt(1, largest + 1), random.nextInt(1, largest + 1));
        }
        return LabelMap.ofBytes(geometry, voxels);
    }

    private static void fill(Geometry g, byte[] voxels, byte label, int x, int y, int z, int width, int height) {
        for (int dz = 0; dz < height; dz++) {
            for (int dy = 0; dy < width; dy++) {
                for (int dx = 0; dx < width; dx++) {
                    if (g.contains(x + dx, y + dy, z + dz)) {
                        voxels[g.index(x + dx, y + dy, z + dz)] = label;
                    }
                }
            }
        }
    }

    static LabelMap withVoxel(LabelMap map, int x, int y, int z, int label) {
        int[] voxels = map.toIntArray();
        voxels[map.geometry().index(x, y, z)] = label;
        return LabelMap.ofInts(map.geometry(), voxels);
    }

    /** The same map moved by (dx, dy, dz) in a grid that is larger by 8 along each axis. */
    static LabelMap moved(LabelMap map, int dx, int dy, int dz) {
        Geometry from = map.geometry();
        Geometry to = new Geometry(from.nx() + 8, from.ny() + 8, from.nz() + 8, from.affine());
        int[] voxels = new int[to.voxelCount()];
        for (int z = 0; z < from.nz(); z++) {
            for (int y = 0; y < from.ny(); y++) {
                for (int x = 0; x < from.nx(); x++) {
                    voxels[to.index(x + dx, y + dy, z + dz)] = map.get(x, y, z);
                }
            }
        }
        return LabelMap.ofInts(to, voxels);
    }
}
