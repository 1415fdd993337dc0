package org.substantia.learning.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FloatFormatsTest {
    @Test
    void roundsToHalfPrecisionAsNumpyDoes() throws IOException {
        String csv;
        try (var in = FloatFormatsTest.class.getResourceAsStream("/oracles/half-precision.csv")) {
            csv = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        assertThat(csv.lines()).hasSizeGreaterThan(1000).allSatisfy(line -> {
            int bits = Integer.parseUnsignedInt(line.substring(0, 8), 16);
            assertThat(FloatFormats.toHalf(Float.intBitsToFloat(bits)) & 0xffff)
                    .isEqualTo(Integer.parseInt(line.substring(9), 16));
        });
    }

    @Test
    void everyHalfSurvivesTheWayThroughFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = FloatFormats.fromHalf((short) bits);
            if (Float.isNaN(value)) {
                assertThat(FloatFormats.fromHalf(FloatFormats.toHalf(value))).isNaN();
            } else {
                assertThat(FloatFormats.toHalf(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void everyBfloat16SurvivesTheWayThroughFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = FloatFormats.fromBfloat16((short) bits);
            if (Float.isNaN(value)) {
                assertThat(FloatFormats.fromBfloat16(FloatFormats.toBfloat16(value)))
                        .isNaN();
            } else {
                assertThat(FloatFormats.toBfloat16(value)).isEqualTo((short) bits);
            }
        }
    }

    @Property(tries = 2000)
    void bfloat16IsTheNearerNeighborAndTheEvenOneOfTwo(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (!Float.isFinite(value)) {
            return;
        }
        int rounded = FloatFormats.toBfloat16(value) & 0xffff;
        // Neighboring magnitudes have neighboring bits, so that distances can be taken between the bits within one
        // binade.
        long away = Math.abs(Integer.toUnsignedLong(bits) - Integer.toUnsignedLong(rounded << 16));
        assertThat(away).isLessThanOrEqualTo(0x8000);
        if (away == 0x8000) {
            assertThat(rounded & 1).isZero();
        }
    }

    @Test
    void bfloat16TiesGoToTheEvenNeighborAndOverflowToInfinity() {
        assertThat(FloatFormats.toBfloat16(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
        assertThat(FloatFormats.toBfloat16(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
        assertThat(FloatFormats.toBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        assertThat(FloatFormats.toBfloat16(Float.intBitsToFloat(0x7fffffff))).isEqualTo((short) 0x7fff);
    }

    @Test
    void decodesFromPositionToLimitWhateverTheOrderOfTheBuffer() {
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(0, 9f).putFloat(4, 1.5f).putFloat(8, -2f);
        bytes.position(4).order(ByteOrder.BIG_ENDIAN);
        assertThat(FloatFormats.decode(bytes, TensorType.F32)).containsExactly(1.5f, -2f);
        assertThat(bytes.position()).isEqualTo(4);
    }

    @Test
    void doublesAreNarrowedToFloats() {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(0, 0.1).putDouble(8, 1e300);

        assertThat(FloatFormats.decode(bytes, TensorType.F64)).containsExactly(0.1f, Float.POSITIVE_INFINITY);
        assertThat(FloatFormats.encode(new float[] {0.5f}, TensorType.F64).getDouble(0))
                .isEqualTo(0.5);
    }

    @Test
    void rejectsIntegerFormatsAndPartsOfElements() {
        assertThatThrownBy(() -> FloatFormats.encode(new float[1], TensorType.I32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("I32 is not a format of floats");
        assertThatThrownBy(() -> FloatFormats.decode(ByteBuffer.allocate(8), TensorType.I64))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FloatFormats.decode(ByteBuffer.allocate(3), TensorType.F16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 bytes are no whole number of F16 elements");
    }
}
