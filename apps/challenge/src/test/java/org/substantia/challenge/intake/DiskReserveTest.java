package org.substantia.challenge.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {
    @TempDir
    Path folder;

    @Test
    void nothingReservedLeavesRoomForWhatFits() throws IOException {
        FileStore disk = Files.getFileStore(folder);

        assertThat(DiskReserve.NONE.roomIn(folder)).isBetween(1L, disk.getTotalSpace());
    }

    @Test
    void theLargestReserveBindsOnLargeDisks() throws IOException {
        FileStore disk = Files.getFileStore(folder);

        assertThat(new DiskReserve(1, 0).roomIn(folder)).isPositive();
        assertThat(DiskReserve.ofBytes(disk.getTotalSpace()).roomIn(folder)).isNotPositive();
        assertThat(new DiskReserve(0, Long.MAX_VALUE).roomIn(folder)).isPositive();
    }

    @Test
    void aReserveThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new DiskReserve(-0.1, 0)).hasMessageContaining("-0.1");
        assertThatThrownBy(() -> new DiskReserve(Double.NaN, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> DiskReserve.ofBytes(-1)).hasMessageContaining("-1 bytes");
    }
}
