package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.Main;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.testing.Repository;

/**
 * A new organizer's first challenge with own data, two tracks and a first scored submission: the description and the
 * commands as they stand in docs/how-to/run-a-challenge.md and take-part-in-a-challenge.md, each command a program of
 * its own, and the pages by their forms. Only the years of the windows are changed, so that they are open now.
 */
@Tag("slow")
class ChallengeWalkTest {
    private static final String PASSWORD = "a long enough password";
    private static final int SIZE = 12;
    private static final List<String> CASES = List.of("OWN_001", "OWN_002");

    @TempDir
    private Path folder;

    private int port;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void theGuideLeadsToAScoreOnBothTracks() throws Exception {
        String guide = Files.readString(Repository.root().resolve("docs/how-to/run-a-challenge.md"));
        String section = guide.substring(guide.indexOf("\n## Make one\n"));
        Files.writeString(folder.resolve("challenge.yaml"), openNow(block(section, "```yaml\n")));
        data();

        List<List<String>> commands = commands("./" + block(section, "```\n./"));
        assertThat(commands).extracting(c -> c.get(0)).containsExactly("challenge", "serve");
        Process create = program(commands.get(0)).start();
        String told = new String(create.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(create.waitFor()).as(told).isZero();
        assertThat(told).as("nothing but what the organizer needs").doesNotContain("INFO");

        port = freePort();
        List<String> serve = new ArrayList<>(commands.get(1));
        // However full the disk of the machine is that this runs on.
        serve.addAll(List.of("--port", String.valueOf(port), "--keep-free", "0"));
        Process server = program(serve)
                .redirectOutput(folder.resolve("serve.log").toFile())
                .start();
        try {
            awaitReady(server);
            Person organizer = new Person();
            organizer.setPassword(found(told, "ada@example.org +http://[^/]+(/reset-password/\\S+)"));
            organizer.signIn("ada@example.org");
            firstSubmission(organizer);
        } finally {
            server.destroy();
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    /** A person of the domain that the description admits without review. */
    private void firstSubmission(Person organizer) throws Exception {
        Person eve = new Person();
        String email = "eve@hospital.example.org";
        eve.get("/register");
        eve.post(
                "/register",
                "email",
                email,
                "name",
                "Eve",
                "affiliation",
                "Hospital",
                "country",
                "Utopia",
                "purpose",
                "research",
                "password",
                PASSWORD);
        String people = organizer.get("/admin/people");
        organizer.post("/admin/people/" + found(people, "/admin/people/([^/]+)/confirmation") + "/confirmation");
        eve.signIn(email);
        String agreement = eve.get("/agreement");
        assertThat(agreement).contains("I use the data for research only");
        eve.post("/agreement", "version", found(agreement, "name=\"version\" value=\"([0-9]+)\""), "agree", "1");
        eve.get("/team");
        eve.post("/team/create", "name", "Team Eve", "affiliation", "Hospital", "authors", "Eve");

        HttpResponse<byte[]> sample = eve.bytes("/data/test/sample-submission.zip");
        assertThat(sample.statusCode()).isEqualTo(200);
        Files.write(folder.resolve("team.zip"), sample.body());
        Files.writeString(folder.resolve("method.pdf"), "%PDF-1.4\n");
        eve.get("/account");
        String token = found(eve.post("/account/tokens"), "<p class=\"text\">([A-Za-z0-9_-]{30,})</p>");

        String guide = Files.readString(Repository.root().resolve("docs/how-to/take-part-in-a-challenge.md"));
        for (List<String> command : commands(block(guide, "```\nexport"))) {
            List<String> line = new ArrayList<>(command);
            line.set(line.indexOf("--server") + 1, "http://127.0.0.1:" + port);
            ProcessBuilder submit = program(line);
            submit.environment().put("SUBSTANTIA_TOKEN", token);
            Process process = submit.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said).contains(line.contains("--check") ? "No attempt was used" : "Submitted: ");
        }
        for (String track : List.of("segmentation", "classification")) {
            assertThat(board(eve, track)).contains("\"team\":\"Team Eve\"", "\"rank\":1");
        }
        // The sample says 0 of everybody; one of the two cases is healthy.
        assertThat(board(eve, "classification")).contains("\"accuracy\":0.5");
    }

    private static String board(Person person, String track) throws Exception {
        String board = "";
        for (int i = 0; i < 600 && !board.contains("Team Eve"); i++) {
            Thread.sleep(100);
            board = person.get("/api/v1/leaderboards/test/" + track);
        }
        return board;
    }

    /** The text between a fence that begins so and its end. */
    private static String block(String page, String fence) {
        int begin = page.indexOf(fence) + fence.length();
        return page.substring(begin, page.indexOf("```", begin));
    }

    /** The same days, from years that are over to years that will come. */
    private static String openNow(String yaml) {
        String open = yaml.replaceAll("from: \"2026-", "from: \"2020-").replaceAll("to: \"20[0-9]{2}-", "to: \"2098-");
        assertThat(open).isNotEqualTo(yaml);
        return open;
    }

    private static List<List<String>> commands(String block) {
        List<List<String>> commands = new ArrayList<>();
        for (String line : block.replace("\\\n", " ").split("\n", -1)) {
            Matcher program = Pattern.compile("(?:\\./)?substantia (.*)").matcher(line);
            if (program.matches()) {
                List<String> words = new ArrayList<>();
                Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(program.group(1));
                while (word.find()) {
                    words.add(word.group(1) == null ? word.group(2) : word.group(1));
                }
                commands.add(words);
            }
        }
        return commands;
    }

    /** The organizer's own: two cases of small masks with known diagnoses, and the files the description names. */
    private void data() throws IOException {
        Geometry grid = Geometry.axisAligned(SIZE, SIZE, SIZE, 1, 1, 1);
        for (String phase : List.of("validation", "test")) {
            Path truth = folder.resolve("truth").resolve(phase);
            for (String id : CASES) {
                Files.createDirectories(truth.resolve(id));
                for (LabelScheme scheme : LabelScheme.values()) {
                    Nifti.write(truth.resolve(id).resolve(scheme.maskFileName()), mask(grid, scheme));
                }
            }
            Files.writeString(truth.resolve("labels.csv"), "patient_id,label\nOWN_001,1\nOWN_002,0\n");
        }
        Files.writeString(folder.resolve("validation-images.zip"), "images");
        Files.writeString(folder.resolve("validation-masks.zip"), "masks");
    }

    private static LabelMap mask(Geometry grid, LabelScheme scheme) {
        byte[] labels = new byte[grid.voxelCount()];
        for (Nucleus nucleus : scheme.nuclei()) {
            int label = scheme.labelOf(nucleus).orElseThrow();
            labels[grid.index(nucleus.side() == Side.RIGHT ? 9 : 2, label % SIZE, label / SIZE + 5)] = (byte) label;
        }
        return LabelMap.ofBytes(grid, labels);
    }

    private ProcessBuilder program(List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(command);
        return new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady(Process server) throws Exception {
        Person anyone = new Person();
        for (int i = 0; i < 600; i++) {
            assertThat(server.isAlive())
                    .as(Files.readString(folder.resolve("serve.log")))
                    .isTrue();
            try {
                anyone.get("/api/v1/health/ready");
                return;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("the server is not there: " + Files.readString(folder.resolve("serve.log")));
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in%n%s", pattern, text).isTrue();
        return matcher.group(1);
    }

    /** Somebody with a browser of their own. */
    private final class Person {
        private final HttpClient client = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(10))
                .build();

        private String csrf = "";

        private HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        }

        String get(String path) throws IOException, InterruptedException {
            return send(to(path).GET());
        }

        HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
            return client.send(to(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        }

        String post(String path, String... fields) throws IOException, InterruptedException {
            StringBuilder form = new StringBuilder("csrf=" + csrf);
            for (int i = 0; i < fields.length; i += 2) {
                form.append('&')
                        .append(fields[i])
                        .append('=')
                        .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
            }
            return send(to(path).header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
        }

        private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode())
                    .as("%s%n%s", answer.uri(), answer.body())
                    .isLessThan(400);
            Matcher token = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(answer.body());
            if (token.find()) {
                csrf = token.group(1);
            }
            return answer.body();
        }

        void setPassword(String link) throws IOException, InterruptedException {
            get(link);
            post(link, "password", PASSWORD);
        }

        void signIn(String email) throws IOException, InterruptedException {
            get("/sign-in");
            post("/sign-in", "email", email, "password", PASSWORD);
        }
    }
}
