package org.substantia.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.pipeline.CaseFailure;

class FailedCasesTest {
    private static final CaseFailure CUT = CaseFailure.of("a", new IOException("a/QSM.nii.gz: is cut off"));

    @Test
    void theExitStatusSaysWhoIsToBlame() {
        CaseFailure memory = CaseFailure.of("b", new OutOfMemoryError("Java heap space"));
        CaseFailure own = CaseFailure.of("c", new IllegalStateException("broken"));

        assertThat(FailedCases.status(List.of())).isEqualTo(ExitCode.OK);
        assertThat(FailedCases.status(List.of(CUT))).isEqualTo(ExitCode.DATA);
        assertThat(FailedCases.status(List.of(CUT, memory))).isEqualTo(ExitCode.INTERNAL);
        assertThat(FailedCases.status(List.of(CUT, own))).isEqualTo(ExitCode.INTERNAL);
        assertThat(memory.fault()).as("nothing to be traced").isEmpty();
    }
}
