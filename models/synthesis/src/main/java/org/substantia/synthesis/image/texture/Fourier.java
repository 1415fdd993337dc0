package org.substantia.synthesis.image.texture;

/** The discrete Fourier transform of lengths that are powers of two, in place. */
final class Fourier {
    private Fourier() {}

    /** Unnormalized inverse transform of a complex volume, x fastest; every size a power of two. */
    static void inverse(float[] re, float[] im, int nx, int ny, int nz) {
        Line x = new Line(nx, 1);
        for (int row = 0; row < ny * nz; row++) {
            x.transform(re, im, row * nx);
        }
        Line y = new Line(ny, nx);
        for (int slice = 0; slice < nz; slice++) {
            for (int i = 0; i < nx; i++) {
                y.transform(re, im, slice * nx * ny + i);
            }
        }
        Line z = new Line(nz, nx * ny);
        for (int i = 0; i < nx * ny; i++) {
            z.transform(re, im, i);
        }
    }

    /** Transforms lines of one length and stride. */
    private static final class Line {
        private final int n;
        private final int stride;
        private final float[] a;
        private final float[] b;
        private final float[] cos;
        private final float[] sin;

        Line(int n, int stride) {
            this.n = n;
            this.stride = stride;
            a = new float[n];
            b = new float[n];
            cos = new float[n / 2];
            sin = new float[n / 2];
            for (int i = 0; i < n / 2; i++) {
                cos[i] = (float) StrictMath.cos(2 * Math.PI * i / n);
                sin[i] = (float) StrictMath.sin(2 * Math.PI * i / n);
            }
        }

        void transform(float[] re, float[] im, int start) {
            for (int i = 0; i < n; i++) {
                a[i] = re[start + i * stride];
                b[i] = im[start + i * stride];
            }
            Fourier.transform(a, b, cos, sin);
            for (int i = 0; i < n; i++) {
                re[start + i * stride] = a[i];
                im[start + i * stride] = b[i];
            }
        }
    }

    private static void transform(float[] a, float[] b, float[] cos, float[] sin) {
        int n = a.length;
        for (int i = 1, j = 0; i < n; i++) {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) {
                j ^= bit;
            }
            j |= bit;
            if (i < j) {
                float t = a[i];
                a[i] = a[j];
                a[j] = t;
                t = b[i];
                b[i] = b[j];
                b[j] = t;
            }
        }
        for (int length = 2; length <= n; length <<= 1) {
            int half = length / 2;
            int turn = n / length;
            for (int i = 0; i < n; i += length) {
                for (int j = 0; j < half; j++) {
                    float c = cos[j * turn];
                    float s = sin[j * turn];
                    int p = i + j;
                    int q = p + half;
                    float u = a[q] * c - b[q] * s;
                    float v = a[q] * s + b[q] * c;
                    a[q] = a[p] - u;
                    b[q] = b[p] - v;
                    a[p] += u;
                    b[p] += v;
                }
            }
        }
    }
}
