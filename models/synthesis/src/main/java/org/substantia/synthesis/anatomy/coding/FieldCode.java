package org.substantia.synthesis.anatomy.coding;

import java.nio.ByteBuffer;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;

/**
 * Smooth vector fields in few bytes: components rounded to a step, each foretold from the voxels before it by extending
 * the local plane, and the errors coded under the size of the errors around. Thread-safe.
 */
public final class FieldCode {
    /** In voxels of the field; on a 2 mm grid a rounding by at most 0.03 mm. */
    private static final float STEP = 1 / 32f;

    private static final int HEADER_BYTES = GeometryCode.BYTES;
    private static final int ENERGIES = 12;
    private static final int MAX_BITS = 20;

    private FieldCode() {}

    /** @throws IllegalArgumentException if a component is above 16000 voxels */
    public static byte[] encode(VoxelVelocityField field) {
        Geometry geometry = field.geometry();
        BitWriter writer = new BitWriter();
        for (int axis = 0; axis < 3; axis++) {
            float[] component = field.component(axis);
            int[] steps = new int[component.length];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = Math.round(component[i] / STEP);
                if (Math.abs(steps[i]) >= 1 << (MAX_BITS - 3)) {
                    throw new IllegalArgumentException("a component of " + component[i] + " voxels");
                }
            }
            new Component(geometry).code(writer, steps);
        }
        byte[] body = writer.finish();
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + body.length);
        GeometryCode.put(out, geometry);
        return out.put(body).array();
    }

    /** @throws IllegalArgumentException if the code does not begin as one; what follows may be wrong undetected */
    public static VoxelVelocityField decode(byte[] code) {
        Geometry geometry = GeometryCode.get(ByteBuffer.wrap(code));
        BitReader reader = new BitReader(code, HEADER_BYTES);
        float[][] components = new float[3][geometry.voxelCount()];
        for (float[] component : components) {
            int[] steps = new int[component.length];
            new Component(geometry).code(reader, steps);
            for (int i = 0; i < steps.length; i++) {
                component[i] = steps[i] * STEP;
            }
        }
        return new VoxelVelocityField(geometry, components);
    }

    /** The model of one component. */
    private static final class Component {
        private final Geometry geometry;
        private final int row;
        private final int plane;
        private final int[] values;
        private final int[] errors;
        private final BitModels zero = new BitModels(ENERGIES, 255);
        private final BitModels sign = new BitModels(3, 255);
        private final BitModels length = new BitModels(ENERGIES * (MAX_BITS + 1), 255);
        private final BitModels digits = new BitModels(1 << 8, 255);

        Component(Geometry geometry) {
            this.geometry = geometry;
            this.row = geometry.nx() + 2;
            this.plane = row * (geometry.ny() + 2);
            this.values = new int[plane * (geometry.nz() + 1)];
            this.errors = new int[values.length];
        }

        void code(BitCoder coder, int[] steps) {
            int at = 0;
            for (int z = 0; z < geometry.nz(); z++) {
                for (int y = 0; y < geometry.ny(); y++) {
                    int p = 1 + row * (y + 1) + plane * (z + 1);
                    for (int x = 0; x < geometry.nx(); x++, at++, p++) {
                        int foretold = foretell(p);
                        int error = codeError(coder, steps[at] - foretold, energy(p), signContext(p));
                        steps[at] = foretold + error;
                        values[p] = steps[at];
                        errors[p] = error;
                    }
                }
            }
        }

        /**
         * Where the sum of all mixed differences of the cube is 0: exact for products of linear functions of two axes.
         */
        private int foretell(int p) {
            return values[p - 1]
                    + values[p - row]
                    + values[p - plane]
                    - values[p - 1 - row]
                    - values[p - 1 - plane]
                    - values[p - row - plane]
                    + values[p - 1 - row - plane];
        }

        private int energy(int p) {
            int sum = 2 * (Math.abs(errors[p - 1]) + Math.abs(errors[p - row]) + Math.abs(errors[p - plane]))
                    + Math.abs(errors[p + 1 - row])
                    + Math.abs(errors[p - 1 - row])
                    + Math.abs(errors[p + 1 - plane])
                    + Math.abs(errors[p + row - plane]);
            return sum < 6 ? sum : Math.min(ENERGIES - 1, 3 + 32 - Integer.numberOfLeadingZeros(sum));
        }

        private int signContext(int p) {
            int sum = errors[p - 1] + errors[p - row] + errors[p - plane];
            return 1 + Integer.signum(sum);
        }

        private int codeError(BitCoder coder, int error, int energy, int signContext) {
            if (zero.code(coder, energy, error == 0 ? 1 : 0) != 0) {
                return 0;
            }
            int negative = sign.code(coder, signContext, error < 0 ? 1 : 0);
            int magnitude = Math.abs(error);
            int bits = 32 - Integer.numberOfLeadingZeros(magnitude);
            int coded = 1;
            while (coded < MAX_BITS && length.code(coder, energy * (MAX_BITS + 1) + coded, bits > coded ? 1 : 0) != 0) {
                coded++;
            }
            int value = 1;
            for (int bit = coded - 2; bit >= 0; bit--) {
                // Only the first digits after the leading one are worth a model.
                int context = coded - 2 - bit < 2 ? Math.min(31, coded) * 4 + (value & 3) : 0;
                value = value << 1 | digits.code(coder, context, magnitude >> bit & 1);
            }
            return negative != 0 ? -value : value;
        }
    }
}
