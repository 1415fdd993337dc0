package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.model.Submission;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.testing.Browser;

/** The viewer's page within the site, in a real browser: a team looks at its masks on the phase's images. */
@Tag("slow")
class CaseViewBrowserTest {
    private static final String PASSWORD = "a long enough password";

    @TempDir
    private Path folder;

    @Test
    void aTeamSeesItsMasksOnTheImages() throws Exception {
        Optional<Path> program = Browser.program();
        Assumptions.assumeTrue(
                program.isPresent(), "no Chromium on this machine: the pages are not tried in a browser");
        Path profile = Files.createDirectory(folder.resolve("profile"));
        try (SmallChallenge c = new SmallChallenge(folder, "sealed");
                WebServer server = c.serve();
                Browser browser = new Browser(program.get(), profile, 1100, 800)) {
            images(c.data.datasets().resolve("test/images.zip"));
            Submission submission = submission(c);
            BrowserPage page = new BrowserPage(browser, server.baseUrl());
            page.newPerson();
            page.signIn("own@example.org", PASSWORD);
            page.open("/submissions/" + submission.id());
            browser.value("[...document.querySelectorAll('main a')].find(a => a.href.endsWith('/view/index.html'))"
                    + ".click()");
            browser.untilTrue("viewer.state.ready && viewer.state.meshesShown > 10");
            assertThat(browser.value("viewer.state.id + ' ' + viewer.state.info.masks.map(m => m.name).join()")
                            .asText())
                    .isEqualTo("RJPD_005 QSM-prediction");
            page.picture("case-view");
            assertThat(browser.faults()).isEmpty();
            assertThat(browser.requests())
                    .allMatch(url -> url.startsWith(server.baseUrl() + "/") || url.startsWith("data:"));
        }
    }

    /** A map of one case on the grid of its masks. */
    private void images(Path archive) throws Exception {
        Geometry grid = Nifti.readHeader(folder.resolve("truth/RJPD_005/QSM_mask.nii.gz"))
                .geometry();
        Volume map = Volume.zeros(grid);
        for (int i = 0; i < grid.voxelCount(); i++) {
            map.data()[i] = grid.x(i) % 50;
        }
        Path image = folder.resolve("QSM.nii.gz");
        Nifti.write(image, map);
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("RJPD_005/QSM.nii.gz"));
            Files.copy(image, zip);
        }
    }

    private Submission submission(SmallChallenge c) throws Exception {
        String team = c.team("own", "own", "own", Passwords.hash(PASSWORD));
        return c.accepted(c.upload(team, OracleChallenge.submission(folder.resolve("team.zip"))));
    }
}
