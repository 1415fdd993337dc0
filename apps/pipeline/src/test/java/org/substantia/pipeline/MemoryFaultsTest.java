package org.substantia.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryFaultsTest {
    @Test
    void saysWhatToDo() {
        assertThat(MemoryFaults.explain(new IllegalStateException(new OutOfMemoryError("Java heap space"))))
                .hasValueSatisfying(line -> assertThat(line)
                        .contains("not enough memory")
                        .contains("SUBSTANTIA_JAVA_OPTS=-Xmx3g")
                        .doesNotContain("java.lang"));
        assertThat(MemoryFaults.explain(new RuntimeException("DefaultCPUAllocator: can't allocate memory")))
                .isPresent();
        assertThat(MemoryFaults.explain(new IOException("a/b: cannot be read"))).isEmpty();
    }
}
