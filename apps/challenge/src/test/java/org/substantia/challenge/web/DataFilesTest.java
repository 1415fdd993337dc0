package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
                WebServer server = c.serve()) {
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

    /** A file may be called anything: its link leads to it, and a browser keeps it by its name. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void filesOfAnyNameAreLoadedByTheLinksOfThePage() throws Exception {
        List<String> names = List.of("images #1 v%20?.zip", "验证 \"数据\".zip", "a+b;c&d'e.zip");
        for (String name : names) {
            Files.writeString(folder.resolve(name), "images");
        }
        String entries = names.stream()
                .map(name -> "{path: '" + name.replace("'", "''") + "', kind: images}")
                .collect(Collectors.joining("\n      - "));
        try (SmallChallenge c =
                        new SmallChallenge(folder, "live", yaml -> "partBytes: 4\n" + yaml.replace(ENTRY, entries));
                WebServer server = c.serve()) {
            c.team("a", "a", "", Passwords.hash(PASSWORD));
            PlainBrowser own = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
            own.signIn("a@example.org", PASSWORD);
            String page = own.get("/data").body();
            List<String> kept = new ArrayList<>();
            Matcher link = Pattern.compile("href=\"(/data/test/(?:files|parts)/[^\"]+)\"")
                    .matcher(page);
            while (link.find()) {
                HttpResponse<String> answer = own.get(link.group(1));
                assertThat(answer.statusCode()).as(link.group(1)).isEqualTo(200);
                kept.add(kept(answer.headers().firstValue("Content-Disposition").orElseThrow()));
            }
            assertThat(kept)
                    .containsExactlyInAnyOrderElementsOf(names.stream()
                            .flatMap(name -> Stream.of(name, name + ".part001", name + ".part002"))
                            .toList());
        }
    }

    /** The name by RFC 6266. */
    private static String kept(String disposition) {
        assertThat(disposition).matches("[ -~]+");
        int extended = disposition.indexOf("filename*=UTF-8''");
        return extended < 0
                ? disposition.replaceAll(".*filename=\"(.*)\"", "$1")
                : URLDecoder.decode(disposition.substring(extended + 17), StandardCharsets.UTF_8);
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
