package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.SmallChallenge;

/** Large files in parts, and mirrors. */
@Tag("slow")
class DataFilesTest {
    private static final String PASSWORD = "a long enough password";
    private static final String ENTRY = "{path: images.zip, kind: images}";
    private static final String MIRROR = "https://mirror.example.org/images.zip";

    @TempDir
    Path folder;

    private static String mirrored(String yaml, String url) {
        return "partBytes: 4\n" + yaml.replace(ENTRY, "{path: images.zip, kind: images, mirrors: [\"" + url + "\"]}");
    }

    /** The six bytes of {@code images.zip} come in parts of four. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void partsAreLoadedAndJoinedByTheCommandOfThePage() throws Exception {
        try (SmallChallenge c = new SmallChallenge(folder, "live", yaml -> mirrored(yaml, MIRROR));
                WebServer server = WebServer.start(c.store, c.intake, c.data, "127.0.0.1", 0, Optional.empty())) {
            c.team("a", "a", "", Passwords.hash(PASSWORD));
            PlainBrowser own = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
            assertThat(own.get("/data").body()).doesNotContain(MIRROR, ".part001");
            own.signIn("a@example.org", PASSWORD);
            String page = own.get("/data").body();
            assertThat(page)
                    .contains(
                            "href=\"" + MIRROR + "\"",
                            Sha256.hex("imag".getBytes(StandardCharsets.US_ASCII)),
                            "part 2 of 2");
            assertThat(page).doesNotContain("masks.zip");

            Path home = Files.createDirectory(folder.resolve("home"));
            for (int part = 1; part <= 2; part++) {
                HttpResponse<InputStream> answer = own.bytes("/data/test/parts/images.zip/" + part);
                String name = "images.zip.part00" + part;
                assertThat(answer.headers().firstValue("Content-Disposition"))
                        .contains("attachment; filename=\"" + name + "\"");
                try (InputStream content = answer.body()) {
                    Files.copy(content, home.resolve(name));
                }
            }
            assertThat(home.resolve("images.zip.part002")).hasContent("es");
            assertThat(own.get("/data/test/parts/images.zip/3").statusCode()).isEqualTo(404);
            Files.writeString(
                    home.resolve("manifest.sha256"),
                    own.get("/data/test/manifest.sha256").body());

            String shown = "cat 'images.zip'.part??? > 'images.zip' && sha256sum -c --ignore-missing manifest.sha256";
            assertThat(page.replace("&#39;", "'").replace("&gt;", ">").replace("&amp;", "&"))
                    .contains(shown);
            assertThat(run(home, shown)).isZero();
            assertThat(home.resolve("images.zip")).hasContent("images");
            Files.writeString(home.resolve("images.zip.part001"), "Imag");
            assertThat(run(home, shown)).isNotZero();

            HttpResponse<String> rest = own.send(own.to("/data/test/parts/images.zip/1")
                    .header("Range", "bytes=2-")
                    .GET());
            assertThat(rest.statusCode()).isEqualTo(206);
            assertThat(rest.body()).isEqualTo("ag");
            assertThat(rest.headers().firstValue("Content-Range")).contains("bytes 2-3/4");
            HttpResponse<String> beyond = own.send(own.to("/data/test/parts/images.zip/1")
                    .header("Range", "bytes=4-")
                    .GET());
            assertThat(beyond.statusCode()).isEqualTo(416);
            assertThat(c.store.datasets().downloads()).isEqualTo(4);
        }
    }

    private static int run(Path home, String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void aMirrorIsAnHttpsAddress() {
        for (String url : List.of(
                "http://mirror.example.org/images.zip",
                "javascript:alert(1)",
                "https:///images.zip",
                "https://user:word@mirror.example.org/images.zip")) {
            assertThatThrownBy(() -> new SmallChallenge(
                            Files.createTempDirectory(folder, "c"), "live", yaml -> mirrored(yaml, url)))
                    .as(url)
                    .hasMessageContaining("no https address");
        }
    }

    @Test
    void aFileBelowThePartSizeHasNoPartsHoweverLargeThatIs() throws Exception {
        try (SmallChallenge c =
                new SmallChallenge(folder, "live", yaml -> "partBytes: " + Long.MAX_VALUE + "\n" + yaml)) {
            assertThat(c.store.datasets().open("test")).isNotEmpty().allSatisfy(file -> assertThat(
                            c.store.datasets().parts(file))
                    .isEmpty());
        }
    }
}
