package org.substantia.learning.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComputeDeviceTest {
    @Test
    void saysWhatWasAskedForInTheWordsOfResults() {
        assertThat(ComputeDevice.requested("auto", "auto")).isEmpty();
        assertThat(ComputeDevice.requested("CPU", "auto")).isEqualTo("cpu");
        assertThat(ComputeDevice.requested("auto", "fp32")).isEqualTo("fp32");
        assertThat(ComputeDevice.requested("cuda", "BF16")).isEqualTo("cuda bf16");
    }
}
