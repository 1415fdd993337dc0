package org.substantia.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.substantia.base.io.ByteSource;
import org.substantia.imaging.nifti.Nifti;

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

    @Test
    void namesTheImageThatTheMemoryDidNotSufficeFor() {
        ByteSource large = new ByteSource() {
            @Override
            public String name() {
                return "P1/T1.nii.gz";
            }

            @Override
            public InputStream open() {
                throw new OutOfMemoryError("Java heap space");
            }
        };

        Throwable failure = catchThrowable(() -> Nifti.readVolume(large));

        assertThat(MemoryFaults.explain(failure))
                .hasValueSatisfying(line -> assertThat(line).startsWith("P1/T1.nii.gz: not enough memory: Java may"));
    }
}
