package org.substantia.learning.device;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number format of convolutions; weights are kept and losses are computed in float32 in any case. */
public enum Precision {
    /** bfloat16: several times quicker where the processor multiplies such matrices. */
    BF16(ScalarType.BFloat16),
    /** float32, everywhere. */
    FP32(ScalarType.Float);

    private final ScalarType type;

    Precision(ScalarType type) {
        this.type = type;
    }

    /** libtorch's name of it. */
    public ScalarType scalarType() {
        return type;
    }
}
