package org.substantia.base.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @TempDir
    Path folder;

    @Test
    void slicesAreLittleEndianAndReadOnly() throws IOException {
        Path file = Files.write(folder.resolve("f"), new byte[] {9, 1, 2, 0, 0, 8});

        MappedFile mapped = MappedFile.open(file);
        ByteBuffer part = mapped.slice(1, 4);

        assertThat(mapped.length()).isEqualTo(6);
        assertThat(part.getInt(0)).isEqualTo(0x201);
        assertThat(part.remaining()).isEqualTo(4);
        assertThat(part.isReadOnly()).isTrue();
        assertThat(mapped.slice(6, 0).remaining()).isZero();
    }

    @Test
    void bytesBeyondTheEndAreRefused() throws IOException {
        MappedFile mapped = MappedFile.open(Files.write(folder.resolve("f"), new byte[4]));

        assertThatThrownBy(() -> mapped.slice(2, 3)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> mapped.slice(-1, 2)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> mapped.slice(Long.MAX_VALUE, Long.MAX_VALUE)).isInstanceOf(EOFException.class);
    }

    @Test
    void partsBeyondTwoGigabytesAreReached() throws IOException {
        Path file = folder.resolve("sparse");
        long begin = 3L << 30;
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(begin);
            out.write(new byte[] {5, 0, 0, 0});
        }

        assertThat(MappedFile.open(file).slice(begin, 4).getInt(0)).isEqualTo(5);
    }

    @Test
    void anEmptyFileIsMapped() throws IOException {
        assertThat(MappedFile.open(Files.createFile(folder.resolve("f"))).length())
                .isZero();
    }
}
