package org.substantia.segmentation.training;

import org.substantia.segmentation.plan.Stage;

/** What the loss needs to know of true classes beyond themselves. */
final class Borders {
    private Borders() {}

    /** 1 where one of the six neighbours has another class, else 0; x fastest. */
    static byte[] of(byte[] classes, int nx, int ny, int nz) {
        byte[] out = new byte[classes.length];
        int plane = nx * ny;
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                int row = nx * (y + ny * z);
                for (int x = 0; x < nx; x++) {
                    int i = row + x;
                    byte own = classes[i];
                    if (x + 1 < nx && classes[i + 1] != own) {
                        out[i] = 1;
                        out[i + 1] = 1;
                    }
                    if (y + 1 < ny && classes[i + nx] != own) {
                        out[i] = 1;
                        out[i + nx] = 1;
                    }
                    if (z + 1 < nz && classes[i + plane] != own) {
                        out[i] = 1;
                        out[i + plane] = 1;
                    }
                }
            }
        }
        return out;
    }

    /** The class at the middle of what each position of a coarser level covers, in the order of its rows. */
    static byte[] coarser(byte[] classes, Stage stage, int level) {
        int[] step = new int[3];
        int[] count = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            step[axis] = stage.topology().fold().get(axis);
            for (int l = 0; l <= level; l++) {
                step[axis] *= stage.topology().levels().get(l).stride().get(axis);
            }
            count[axis] = stage.patch().get(axis) / step[axis];
        }
        int nx = stage.patch().get(0);
        int ny = stage.patch().get(1);
        byte[] out = new byte[count[0] * count[1] * count[2]];
        int at = 0;
        for (int z = 0; z < count[2]; z++) {
            for (int y = 0; y < count[1]; y++) {
                for (int x = 0; x < count[0]; x++) {
                    int sx = x * step[0] + step[0] / 2;
                    int sy = y * step[1] + step[1] / 2;
                    int sz = z * step[2] + step[2] / 2;
                    out[at++] = classes[sx + nx * (sy + ny * sz)];
                }
            }
        }
        return out;
    }
}
