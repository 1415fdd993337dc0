package org.substantia.base.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    /** FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void givesTheStandardsDigest(@TempDir Path folder) throws IOException {
        byte[] abc = "abc".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("abc"), abc);

        assertThat(Sha256.hex(abc)).isEqualTo(ABC);
        assertThat(Sha256.hex(file)).isEqualTo(ABC);
        assertThat(new Sha256().update("a").update("bc").hex()).isEqualTo(ABC);
    }

    @Test
    void hashesWhatIsPassedOverToo() throws IOException {
        Sha256 digest = new Sha256();
        try (InputStream in = digest.through(new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(in.read()).isEqualTo('a');
            assertThat(in.skip(10)).isEqualTo(2);
            assertThat(in.skip(10)).isZero();
        }
        assertThat(digest.hex()).isEqualTo(ABC);
    }
}
