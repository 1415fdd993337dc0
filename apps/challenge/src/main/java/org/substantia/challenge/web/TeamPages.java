package org.substantia.challenge.web;

import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.model.DatasetPart;
import org.substantia.challenge.model.Member;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.rules.Schedule;
import org.substantia.challenge.store.Datasets;
import org.substantia.challenge.store.Secrets;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** The team, the agreement and the data. */
final class TeamPages {
    private static final int MAX_NAME = 60;
    private static final int MAX_AUTHORS = 300;

    private TeamPages() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/team", Access.ACCOUNT, TeamPages::team),
                Route.post("/team/create", Access.ACCOUNT, TeamPages::create),
                Route.post("/team/name", Access.MEMBER, TeamPages::rename),
                Route.post("/team/authors", Access.MEMBER, TeamPages::authors),
                Route.post("/team/invite", Access.MEMBER, TeamPages::invite),
                Route.post("/team/remove", Access.MEMBER, TeamPages::remove),
                Route.get("/team/join/{token}", Access.ACCOUNT, TeamPages::joinPage),
                Route.post("/team/join/{token}", Access.ACCOUNT, TeamPages::join),
                Route.get("/agreement", Access.ACCOUNT, TeamPages::agreement),
                Route.post("/agreement", Access.ACCOUNT, TeamPages::sign),
                Route.get("/data", Access.PUBLIC, TeamPages::data),
                Route.get("/data/{phase}/manifest.sha256", Access.MEMBER, TeamPages::manifest),
                Route.get("/data/{phase}/sample-submission.zip", Access.MEMBER, TeamPages::sample),
                Route.get("/data/{phase}/parts/{file}/{part}", Access.MEMBER, TeamPages::part),
                Route.get("/data/{phase}/files/{file}", Access.MEMBER, TeamPages::download));
    }

    private static void requireConfirmed(Visit visit) {
        if (!visit.account().confirmed()) {
            throw new RefusedException(Reason.EMAIL_NOT_CONFIRMED);
        }
    }

    private static void team(Visit visit) {
        Optional<Member> membership = visit.membership();
        if (membership.isEmpty()) {
            List<Section> sections = new ArrayList<>();
            if (!visit.account().confirmed()) {
                sections.add(new Section.Note(visit.t().get("refused.EMAIL_NOT_CONFIRMED"), true));
                sections.add(new Section.Links(List.of(Cell.link(visit.t().get("menu.account"), "/account"))));
            }
            sections.add(new Section.Text(visit.t().get("team.none")));
            sections.add(new Section.Fill(Form.of(
                    "/team/create",
                    visit.t().get("team.create"),
                    Field.text("name", visit.t().get("field.team"), true),
                    Field.text("affiliation", visit.t().get("field.affiliation"), true),
                    Field.text("authors", visit.t().get("field.authors"), false)
                            .help(visit.t().get("help.authors")))));
            visit.show(visit.t().get("menu.team"), sections);
            return;
        }
        Team team = visit.team();
        boolean leader = membership.get().role() == Member.Role.LEADER;
        List<Section> sections = new ArrayList<>();
        sections.add(new Section.Note(
                visit.t().get("team-state", team.state()) + (team.note().isEmpty() ? "" : ": " + team.note()),
                team.state() != Team.State.APPROVED));
        if (!visit.store().datasets().signed(visit.account().id())) {
            sections.add(new Section.Note(visit.t().get("refused.AGREEMENT_NOT_SIGNED"), true));
            sections.add(new Section.Links(List.of(Cell.link(visit.t().get("agreement.title"), "/agreement"))));
        }
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        for (Member member : visit.store().teams().members(team.id())) {
            Account person = visit.store().accounts().find(member.account()).orElseThrow();
            rows.add(List.of(
                    Cell.of(person.name()),
                    Cell.of(visit.t().get("role", member.role())),
                    Cell.of(visit.times().brief(member.fromAt()))));
            boolean own = person.id().equals(visit.account().id());
            forms.add(
                    leader || own
                            ? List.of(Form.button(
                                    "/team/remove",
                                    visit.t().get(own ? "team.leave" : "team.remove"),
                                    Field.hidden("account", person.id())))
                            : List.of());
        }
        sections.add(new Section.Table(
                visit.t().get("team.members"),
                List.of(
                        visit.t().get("field.name"),
                        visit.t().get("column.role"),
                        visit.t().get("column.since")),
                rows,
                forms));
        if (leader) {
            sections.add(new Section.Heading(visit.t().get("team.manage")));
            sections.add(new Section.Fill(Form.of(
                    "/team/invite",
                    visit.t().get("team.invite"),
                    Field.email("email", visit.t().get("field.email")))));
            sections.add(new Section.Fill(Form.of(
                    "/team/name",
                    visit.t().get("team.rename"),
                    Field.text("name", visit.t().get("field.team"), team.name(), true))));
            sections.add(new Section.Fill(Form.of(
                    "/team/authors",
                    visit.t().get("layout.save"),
                    Field.text("authors", visit.t().get("field.authors"), team.authors(), false)
                            .help(visit.t().get("help.authors")))));
        }
        visit.show(team.name(), sections);
    }

    private static void create(Visit visit) {
        requireConfirmed(visit);
        visit.store()
                .teams()
                .create(
                        visit.account().id(),
                        visit.line("name", MAX_NAME),
                        visit.line("affiliation", MAX_NAME * 2),
                        authorsField(visit),
                        visit.platform().content().admits(visit.account().email()));
        visit.redirect("/team");
    }

    private static String authorsField(Visit visit) {
        String authors = visit.field("authors");
        if (authors.length() > MAX_AUTHORS || authors.chars().anyMatch(Character::isISOControl)) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        return authors;
    }

    private static Member leader(Visit visit) {
        Member member = visit.membership().orElseThrow(() -> new RefusedException(Reason.NO_TEAM));
        if (member.role() != Member.Role.LEADER) {
            throw new RefusedException(Reason.NOT_THE_LEADER);
        }
        return member;
    }

    private static void rename(Visit visit) {
        visit.store()
                .teams()
                .rename(
                        leader(visit).team(),
                        visit.line("name", MAX_NAME),
                        visit.account().id());
        visit.redirect("/team");
    }

    private static void authors(Visit visit) {
        visit.store()
                .teams()
                .setAuthors(
                        leader(visit).team(),
                        authorsField(visit),
                        visit.account().id());
        visit.redirect("/team");
    }

    private static void invite(Visit visit) {
        String email = visit.line("email", MAX_NAME * 2);
        String team = leader(visit).team();
        if (!visit.platform().letters().allowsInvitation(team, email)) {
            throw new RefusedException(Reason.TOO_MANY_TRIES);
        }
        String token = visit.store().teams().invite(team, email, visit.account().id());
        String link = visit.platform().baseUrl() + "/team/join/" + token;
        visit.store()
                .messages()
                .mail(
                        email,
                        visit.t()
                                .get(
                                        "mail.invite.subject",
                                        Map.of("team", visit.team().name())),
                        visit.t().get("mail.invite.body", Map.of("link", link)));
        visit.show(
                visit.t().get("team.invite"),
                List.of(new Section.Note(visit.t().get("team.invited"), false), new Section.Text(link)));
    }

    private static void remove(Visit visit) {
        Member own = visit.membership().orElseThrow(() -> new RefusedException(Reason.NO_TEAM));
        String account = visit.field("account");
        if (!account.equals(visit.account().id()) && own.role() != Member.Role.LEADER) {
            throw new RefusedException(Reason.NOT_THE_LEADER);
        }
        visit.store().teams().remove(own.team(), account, visit.account().id());
        visit.redirect("/team");
    }

    private static void joinPage(Visit visit) {
        visit.show(
                visit.t().get("team.join"),
                List.of(new Section.Fill(
                        Form.of("/team/join/" + visit.path("token"), visit.t().get("team.join")))));
    }

    private static void join(Visit visit) {
        requireConfirmed(visit);
        visit.store()
                .teams()
                .accept(
                        visit.path("token"),
                        visit.account().id(),
                        visit.account().email());
        visit.redirect("/team");
    }

    private static void agreement(Visit visit) {
        Optional<Datasets.Agreement> agreement = visit.store().datasets().agreement();
        List<Section> sections = new ArrayList<>();
        if (agreement.isPresent()) {
            sections.add(new Section.Text(agreement.get().body()));
            sections.add(new Section.Text(visit.t()
                    .get(
                            "agreement.version",
                            Map.of(
                                    "n",
                                    String.valueOf(agreement.get().version()),
                                    "sha256",
                                    agreement.get().sha256()))));
            if (visit.store().datasets().signed(visit.account().id())) {
                sections.add(new Section.Note(visit.t().get("agreement.signed"), false));
            } else {
                sections.add(new Section.Fill(Form.of(
                        "/agreement",
                        visit.t().get("agreement.sign"),
                        Field.hidden("version", String.valueOf(agreement.get().version())),
                        Field.check("agree", visit.t().get("agreement.agree")))));
            }
        } else {
            sections.add(new Section.Text(visit.t().get("agreement.none")));
        }
        visit.show(visit.t().get("agreement.title"), sections);
    }

    private static void sign(Visit visit) {
        if (!visit.field("agree").equals("1") || !visit.field("version").matches("[0-9]{1,6}")) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        visit.store()
                .datasets()
                .sign(visit.account().id(), Integer.parseInt(visit.field("version")), Secrets.sha256(visit.address()));
        visit.redirect("/data");
    }

    /** Whether the visitor may download: an approved team, the agreement signed. */
    private static Optional<Reason> obstacle(Visit visit) {
        if (visit.visitor().isEmpty()) {
            return Optional.of(Reason.NOT_FOUND);
        }
        if (visit.isOrganizer()) {
            return Optional.empty();
        }
        Optional<Member> member = visit.membership();
        if (member.isEmpty()) {
            return Optional.of(Reason.NO_TEAM);
        }
        if (visit.team().state() != Team.State.APPROVED) {
            return Optional.of(Reason.TEAM_NOT_APPROVED);
        }
        return visit.store().datasets().signed(visit.account().id())
                ? Optional.empty()
                : Optional.of(Reason.AGREEMENT_NOT_SIGNED);
    }

    private static void data(Visit visit) {
        List<Section> sections = new ArrayList<>();
        String text = visit.platform().content().page("data", visit.t().locale());
        if (!text.isBlank()) {
            sections.add(new Section.Prose(org.substantia.challenge.web.page.Markdown.html(text)));
        }
        Optional<Reason> obstacle = obstacle(visit);
        if (obstacle.isPresent()) {
            sections.add(new Section.Note(
                    visit.t()
                            .get(
                                    obstacle.get() == Reason.NOT_FOUND
                                            ? "data.sign-in"
                                            : "refused." + obstacle.get().name()),
                    false));
            sections.add(new Section.Links(List.of(
                    Cell.link(visit.t().get("menu.team"), "/team"),
                    Cell.link(visit.t().get("agreement.title"), "/agreement"))));
        } else {
            for (Phase phase : visit.store().phases().all()) {
                files(visit, phase, sections);
            }
        }
        visit.show(visit.t().get("menu.data"), sections);
    }

    private static void files(Visit visit, Phase phase, List<Section> sections) {
        List<List<Cell>> rows = new ArrayList<>();
        List<Cell> mirrors = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        for (DatasetFile file : visit.store().datasets().open(phase.slug())) {
            rows.add(List.of(
                    Cell.link(file.path(), "/data/" + phase.slug() + "/files/" + FileAnswer.encoded(file.path())),
                    Cell.of(visit.t().get("file", file.kind())),
                    Cell.of(file.bytes()),
                    Cell.of(file.sha256())));
            List<DatasetPart> parts = visit.store().datasets().parts(file);
            for (DatasetPart part : parts) {
                rows.add(List.of(
                        Cell.link(
                                part.name(file.path()),
                                "/data/" + phase.slug() + "/parts/" + FileAnswer.encoded(file.path()) + "/"
                                        + part.seq()),
                        Cell.of(visit.t()
                                .get(
                                        "data.part",
                                        Map.of("n", String.valueOf(part.seq()), "of", String.valueOf(parts.size())))),
                        Cell.of(part.bytes()),
                        Cell.of(part.sha256())));
            }
            if (!parts.isEmpty()) {
                commands.add(joinCommand(file));
            }
            for (String mirror : visit.store().datasets().mirrors(file)) {
                mirrors.add(Cell.link(file.path() + " · " + URI.create(mirror).getHost(), mirror));
            }
        }
        sections.add(Section.Table.of(
                visit.title(phase),
                List.of(
                        visit.t().get("column.file"),
                        visit.t().get("column.kind"),
                        visit.t().get("column.bytes"),
                        "SHA-256"),
                rows));
        if (!commands.isEmpty()) {
            sections.add(new Section.Text(visit.t().get("data.join")));
            sections.add(new Section.Items(commands));
        }
        if (!mirrors.isEmpty()) {
            sections.add(new Section.Text(visit.t().get("data.mirrors")));
            sections.add(new Section.Links(mirrors));
        }
        List<Cell> links = new ArrayList<>();
        if (!rows.isEmpty()) {
            links.add(Cell.link("manifest.sha256", "/data/" + phase.slug() + "/manifest.sha256"));
            links.add(Cell.link(visit.t().get("data.view"), CaseViewPages.pathOfData(phase)));
        }
        sampleLink(visit, phase).ifPresent(links::add);
        if (!links.isEmpty()) {
            sections.add(new Section.Links(links));
        }
    }

    /** The sample submission of a phase, once its cases are known to participants; empty where there is none. */
    private static Optional<Path> sample(Visit visit, Phase phase) {
        Schedule schedule = visit.store().phases().schedule(phase.slug());
        boolean known =
                schedule.isOpen(Window.Kind.DATA, visit.now()) || schedule.isOpen(Window.Kind.SUBMISSION, visit.now());
        return phase.truth()
                .filter(id -> known)
                .flatMap(visit.store().phases()::findTruth)
                .map(truth -> visit.platform().data().sample(phase.slug(), truth.sha256()))
                .filter(Files::isRegularFile);
    }

    /** A link to the sample submission of a phase. */
    static Optional<Cell> sampleLink(Visit visit, Phase phase) {
        return sample(visit, phase)
                .map(file ->
                        Cell.link(visit.t().get("data.sample"), "/data/" + phase.slug() + "/sample-submission.zip"));
    }

    private static void sample(Visit visit) throws IOException {
        requireAccess(visit);
        Phase phase = visit.phase(visit.path("phase"));
        Path file = sample(visit, phase).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        visit.context().header("Content-Disposition", "attachment; filename=\"sample-submission.zip\"");
        FileAnswer.send(visit.context(), file, "\"" + phase.truth().orElseThrow() + "\"");
    }

    static void requireAccess(Visit visit) {
        obstacle(visit).ifPresent(reason -> {
            throw new RefusedException(reason);
        });
    }

    private static void manifest(Visit visit) {
        requireAccess(visit);
        StringBuilder manifest = new StringBuilder();
        for (DatasetFile file :
                visit.store().datasets().open(visit.phase(visit.path("phase")).slug())) {
            line(manifest, file.sha256(), file.path());
            visit.store().datasets().parts(file).forEach(part -> line(manifest, part.sha256(), part.name(file.path())));
        }
        visit.context().contentType("text/plain; charset=utf-8").result(manifest.toString());
    }

    private static void line(StringBuilder manifest, String sha256, String name) {
        manifest.append(sha256).append("  ").append(name).append('\n');
    }

    /** Puts the parts of a file together and compares it with the manifest, in the folder where they lie. */
    private static String joinCommand(DatasetFile file) {
        String name = "'" + file.path().replace("'", "'\\''") + "'";
        return "cat " + name + ".part??? > " + name + " && sha256sum -c --ignore-missing manifest.sha256";
    }

    private static void part(Visit visit) throws IOException {
        requireAccess(visit);
        DatasetFile file = file(visit);
        DatasetPart part = visit.store().datasets().parts(file).stream()
                .filter(p -> String.valueOf(p.seq()).equals(visit.path("part")))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        send(visit, file, part.name(file.path()), part.fromByte(), part.bytes(), part.sha256());
    }

    private static DatasetFile file(Visit visit) {
        return visit.store().datasets().open(visit.phase(visit.path("phase")).slug()).stream()
                .filter(f -> f.path().equals(visit.path("file")))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
    }

    private static void download(Visit visit) throws IOException {
        requireAccess(visit);
        DatasetFile file = file(visit);
        send(visit, file, file.path(), 0, file.bytes(), file.sha256());
    }

    private static void send(Visit visit, DatasetFile file, String name, long start, long size, String sha256)
            throws IOException {
        Path path = visit.platform().data().file(file);
        if (!Files.isRegularFile(path)) {
            visit.context().status(HttpStatus.SERVICE_UNAVAILABLE);
            return;
        }
        visit.context().header("Content-Disposition", FileAnswer.attachment(name));
        FileAnswer.Sent sent = FileAnswer.send(visit.context(), path, start, size, "\"" + sha256 + "\"");
        visit.store().datasets().noteDownload(visit.account().id(), file.id(), sent.from(), sent.bytes());
    }
}
